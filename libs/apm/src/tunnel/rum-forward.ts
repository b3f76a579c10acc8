/** Where RUM batches may go. */
export interface RumIntake {
  /** Origin of the intake, e.g. `https://browser-intake-datadoghq.com`. */
  readonly origin: string;
  /** The application's client token: batches of others are not forwarded. */
  readonly clientToken: string;
}

const intakePath = '/api/v2/rum';

/** The parameters that the RUM SDK sends; `dd-api-key` is the client token, which is public. */
const parameters = new Set([
  'ddsource',
  'dd-api-key',
  'dd-evp-origin',
  'dd-evp-origin-version',
  'dd-request-id',
  'batch_time',
  '_dd.api',
  '_dd.retry_count',
  '_dd.retry_after',
]);

/**
 * The address that a batch is forwarded to. It is put together from the configuration; of what the request
 * asks for (`ddforward`), only known parameters with harmless values are taken over, so that the tunnel
 * leads nowhere else.
 * @returns undefined when the request asks for anything but this application's batches
 */
export function rumForwardUrl(query: URLSearchParams, intake: RumIntake): string | undefined {
  const [forward, ...others] = query.getAll('ddforward');
  if (forward === undefined || others.length > 0 || query.size !== 1) return undefined;
  if (!forward.startsWith(`${intakePath}?`)) return undefined;

  const asked = new URLSearchParams(forward.slice(intakePath.length + 1));
  const isKnown = [...asked].every(
    ([name, value]) => parameters.has(name) && /^[\w.:-]{0,100}$/.test(value),
  );
  const isOnce = new Set(asked.keys()).size === asked.size;
  if (!isKnown || !isOnce || asked.get('dd-api-key') !== intake.clientToken) return undefined;
  return `${intake.origin}${intakePath}?${asked}`;
}
