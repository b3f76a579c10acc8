import { timingSafeEqual } from 'node:crypto';

/** A request for metrics, as far as it decides whether it is answered. */
export interface ScrapeRequest {
  /** The `Authorization` header. */
  readonly authorization: string | null | undefined;
  /** IP address of the other end of the connection; never one that a header tells. */
  readonly address: string | undefined;
}

/**
 * Whether a request may see the metrics of this process: with `token` who sends it as a bearer token, without
 * one (null) this machine alone.
 */
export function mayScrape(
  { authorization, address }: ScrapeRequest,
  token: string | null,
): boolean {
  if (token === null) return address !== undefined && isLoopback(address);
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** RFC 1122, section 3.2.1.3 (g), and RFC 4291, section 2.5.3; IPv4 also as mapped into IPv6. */
function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address);
}
