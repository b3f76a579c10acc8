import { createHmac, timingSafeEqual } from 'node:crypto';

/** Makes ids of page views that can be recognised without having been remembered. */
export interface PageViewTokens {
  /** @param id 24 hex digits */
  sign(id: string, route: string, atMs: number): string;
  /** When the token was made, in milliseconds since 1970; undefined when it was not made with this secret for this route. */
  issuedAtMs(token: string, route: string): number | undefined;
}

/**
 * A token is `id.time.proof`: 24 hex digits, seconds since 1970 in base 36, and the first 72 bits of an
 * HMAC-SHA-256 over both and the route, base64url.
 */
export function createPageViewTokens(secret: string | Uint8Array): PageViewTokens {
  const proof = (id: string, time: string, route: string) =>
    createHmac('sha256', secret).update(`${id}.${time}.${route}`).digest('base64url').slice(0, 12);
  return {
    sign(id, route, atMs) {
      const time = Math.floor(atMs / 1000).toString(36);
      return `${id}.${time}.${proof(id, time, route)}`;
    },
    issuedAtMs(token, route) {
      const [, id, time, given] =
        /^([0-9a-f]{24})\.([0-9a-z]{1,9})\.([\w-]{12})$/.exec(token) ?? [];
      if (id === undefined || time === undefined || given === undefined) return undefined;
      const isOurs = timingSafeEqual(Buffer.from(given), Buffer.from(proof(id, time, route)));
      return isOurs ? Number.parseInt(time, 36) * 1000 : undefined;
    },
  };
}
