import type { Address } from './address.ts';
import { networkFault, TimeoutError } from './network-fault.ts';
import { percentDecoded } from './percent-decoded.ts';
import { Setback } from './setback.ts';
import type { VerifyContext } from './steps.ts';

/** A request beside its address. */
export interface HttpRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: GET, else POST. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** An answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Sends one request and reads the answer within `timeoutMs`. A user in the address is sent as Basic
 * authentication. Redirections are not followed: a page that asks for a log-in would pass for the backend.
 * @throws {Setback} when there is no answer
 */
export async function httpRequest(
  address: Address,
  { headers, body }: HttpRequest,
  { clock, timeoutMs }: Pick<VerifyContext, 'clock' | 'timeoutMs'>,
): Promise<HttpAnswer> {
  const { url, authorization } = withoutUser(address.url);
  const given = new AbortController();
  const timer = clock.setTimer(() => given.abort(new TimeoutError()), timeoutMs);
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...authorization, ...headers },
      body: body ?? null,
      redirect: 'manual',
      signal: given.signal,
    });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch (error) {
    throw networkFault(error, address, timeoutMs);
  } finally {
    timer.cancel();
  }
}

/** `fetch` refuses addresses with a user. */
function withoutUser(from: URL): { url: URL; authorization: Record<string, string> } {
  const url = new URL(from);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, authorization: {} };
  const user = Buffer.from(`${percentDecoded(username)}:${percentDecoded(password)}`);
  return { url, authorization: { authorization: `Basic ${user.toString('base64')}` } };
}

/** The header for a bearer token, if there is one. */
export function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/**
 * @param keyVariable the environment variable of the key that the address is asked with
 * @throws {Setback} for every status but 2xx
 */
export function requireSuccess(
  { status }: HttpAnswer,
  { url, variable }: Address,
  keyVariable: string,
): void {
  if (status >= 200 && status < 300) return;
  const said = (what: string) => `${url.host} ${what} (HTTP ${status})`;
  if (isRefusedKey(status))
    throw new Setback('misconfigured', said('refuses the key'), `correct ${keyVariable}`);
  if (status === 404 || status < 400)
    throw new Setback('misconfigured', said('has nothing at this path'), `correct ${variable}`);
  if (status === 429)
    throw new Setback('failed', said('limits what it takes'), 'wait, or raise its limit');
  throw new Setback('failed', said('did not take it'), 'look at its log');
}

/** Whether the status tells that the key is wrong or missing. */
export function isRefusedKey(status: number): boolean {
  return status === 401 || status === 403;
}
