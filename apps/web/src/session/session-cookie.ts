/** The name of the cookie that holds the signed session. */
export const sessionCookieName = 'unite_session';

/** How long a session lasts: 30 days, in ms. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * The `Set-Cookie` value for a session token; an empty token ends the session.
 * Not readable by scripts, and not sent with requests that other sites start. `secure` is off only
 * for a server on plain HTTP, where a browser would drop the cookie.
 */
export function sessionCookie(token: string, options: { readonly secure: boolean }): string {
  const maxAge = token === '' ? 0 : sessionLifetimeMs / 1000;
  const attributes = [
    `${sessionCookieName}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${maxAge}`,
  ];
  return [...attributes, ...(options.secure ? ['Secure'] : [])].join('; ');
}
