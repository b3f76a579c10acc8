/** @jest-environment node */
import { sessionCookie } from './session-cookie.ts';

describe('the session cookie', () => {
  it('is out of reach of scripts and of other sites', () => {
    expect(sessionCookie('token', { secure: true })).toBe(
      'unite_session=token; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure',
    );
  });

  it('works on plain HTTP, and an empty one ends the session', () => {
    expect(sessionCookie('', { secure: false })).toBe(
      'unite_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    );
  });
});
