/** @jest-environment node */
import { signSession, verifySession } from './session-token.ts';

const secret = 'a secret of more than thirty-two characters';
const session = { workspaceId: 'w1', expiresAtMs: 1000 };

describe('a session token', () => {
  it('gives the session back to whoever knows the secret', () => {
    expect(verifySession(signSession(session, secret), secret, 999)).toEqual(session);
  });

  it('is over at its end', () => {
    expect(verifySession(signSession(session, secret), secret, 1000)).toBeUndefined();
  });

  it('is refused when it was signed with another secret', () => {
    expect(verifySession(signSession(session, 'another'), secret, 0)).toBeUndefined();
  });

  it('is refused when its payload was altered', () => {
    const mac = signSession(session, secret).split('.')[1];
    const payload = Buffer.from('{"workspaceId":"w2","expiresAtMs":1000}').toString('base64url');
    expect(verifySession(`${payload}.${mac}`, secret, 0)).toBeUndefined();
  });

  it.each(['', '.', 'a', 'a.b', 'a.b.c', `${signSession(session, secret)}.x`])(
    'is refused as %p',
    (token) => {
      expect(verifySession(token, secret, 0)).toBeUndefined();
    },
  );

  it('is refused when it holds something else, though signed', () => {
    // @ts-expect-error a session always has both members
    expect(verifySession(signSession({ workspaceId: 'w1' }, secret), secret, 0)).toBeUndefined();
    // @ts-expect-error a session is an object
    expect(verifySession(signSession(7, secret), secret, 0)).toBeUndefined();
  });
});
