import type { LoadedService } from './loaded-service.ts';
import type { LoadRequest } from './open-loop.ts';

/** A trace id that is not the invalid one of zeros (W3C Trace Context 3.2.2.3). */
const validTraceId = /^(?!0{32})[0-9a-f]{32}$/;

/**
 * Sends `count` requests, each tenth to an address that does not exist, and tells which have no valid trace in
 * `x-trace-id`, or one that another had.
 */
export async function traceFaults(
  { url, headers }: Pick<LoadedService, 'url' | 'headers'>,
  count: number,
  request: (serial: number) => LoadRequest,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  const faults: string[] = [];
  const send = async (serial: number): Promise<void> => {
    const { method, path, body, headers: own } = request(serial);
    const answer = await fetch(`${url}${serial % 10 === 9 ? '/api/nothing' : path}`, {
      method,
      headers: {
        ...headers,
        ...own,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await answer.arrayBuffer();
    const traceId = answer.headers.get('x-trace-id') ?? 'none';
    if (!validTraceId.test(traceId) || seen.has(traceId))
      faults.push(`${method} ${path}: ${traceId}`);
    seen.add(traceId);
  };
  const serials = Array.from({ length: count }, (_, serial) => serial).values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const serial of serials) await send(serial);
    }),
  );
  return faults;
}
