/** @jest-environment node */
import { sessionWorkspace } from './session-workspace.ts';
import { signSession } from './session-token.ts';

const sessionSecret = 'a secret of more than thirty-two characters';
const acme = { id: 'w1', name: 'Acme', apiKey: 'k1' };
const config = { sessionSecret, workspaces: [acme, { id: 'w2', name: 'Beta', apiKey: 'k2' }] };
const token = (workspaceId: string, secret = sessionSecret) =>
  signSession({ workspaceId, expiresAtMs: Date.now() + 60_000 }, secret);

describe('the workspace of a session', () => {
  it('is read out of the cookie among others', () => {
    const cookies = `unite_theme=dark; unite_session=${token('w1')}; x=1`;
    expect(sessionWorkspace(cookies, config)).toBe(acme);
  });

  it.each([
    ['nobody', null],
    ['a signed-out browser', 'unite_session='],
    ['a forged session', `unite_session=${token('w1', 'another secret')}`],
    ['a workspace that is not offered any more', `unite_session=${token('w3')}`],
    ['another cookie', `not_unite_session=${token('w1')}`],
  ])('is none for %s', (_, cookies) => {
    expect(sessionWorkspace(cookies, config)).toBeUndefined();
  });
});
