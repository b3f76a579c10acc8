import type { Address } from './address.ts';
import { Setback } from './setback.ts';

/** What our own timeouts reject with; has the code that the system gives. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
}

/** The setback for a connection or a request without an answer. Tells only the error's code: its text may quote a key. */
export function networkFault(
  error: unknown,
  { url, variable }: Pick<Address, 'variable'> & { readonly url: Pick<URL, 'host'> },
  timeoutMs: number,
): Setback {
  if (error instanceof Setback) return error;
  const code = codeOf(error);
  const { host } = url;
  if (code === 'ENOTFOUND')
    return new Setback('misconfigured', `no DNS knows ${host}`, `correct ${variable}`);
  if (code === 'ECONNREFUSED')
    return new Setback('failed', `nothing listens at ${host}`, `start it, or correct ${variable}`);
  if (code === 'ETIMEDOUT')
    return new Setback(
      'failed',
      `${host} did not answer within ${timeoutMs} ms`,
      'see whether it hangs or a firewall is between',
    );
  if (/CERT|SIGNATURE|SSL|TLS/.test(code))
    return new Setback(
      'failed',
      `the certificate or TLS of ${host} is not accepted (${code})`,
      `correct its certificate, or the scheme in ${variable}`,
    );
  // `fetch` refuses a header with a TypeError that nothing caused.
  if (code === 'TypeError')
    return new Setback(
      'misconfigured',
      `the key for ${host} has characters that no header may have`,
      'correct the key',
    );
  return new Setback('failed', `the connection to ${host} failed (${code})`, 'look at its log');
}

/** The system's code, of the error or of what caused it: `fetch` wraps it; else the error's name. */
function codeOf(error: unknown): string {
  // Each member is checked; `instanceof` would not know an error of another realm.
  const { code, cause, name } = Object(error) as {
    code?: unknown;
    cause?: unknown;
    name?: unknown;
  };
  if (typeof code === 'string') return code;
  if (cause !== undefined) return codeOf(cause);
  return typeof name === 'string' ? name : 'unknown';
}
