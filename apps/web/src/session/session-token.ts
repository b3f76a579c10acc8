import { createHmac, timingSafeEqual } from 'node:crypto';

/** Who is signed in: one workspace, until the session ends. */
export interface Session {
  readonly workspaceId: string;
  /** Epoch ms after which the session is over. */
  readonly expiresAtMs: number;
}

function signature(payload: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(payload).digest();
}

/** Writes a session as `payload.signature`, both base64url: readable by anyone, made only with `secret`. */
export function signSession(session: Session, secret: string): string {
  const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
  return `${payload}.${signature(payload, secret).toString('base64url')}`;
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const { workspaceId, expiresAtMs } = value as Record<string, unknown>; // any object
  return typeof workspaceId === 'string' && typeof expiresAtMs === 'number';
}

/** Reads what {@link signSession} wrote; undefined when it was altered, is malformed or is over at `nowMs`. */
export function verifySession(token: string, secret: string, nowMs: number): Session | undefined {
  const [payload = '', mac = '', ...rest] = token.split('.');
  const given = Buffer.from(mac, 'base64url');
  const expected = signature(payload, secret);
  if (rest.length > 0 || given.length !== expected.length) return undefined;
  if (!timingSafeEqual(given, expected)) return undefined;
  const session: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return isSession(session) && nowMs < session.expiresAtMs ? session : undefined;
}
