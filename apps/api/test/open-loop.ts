import http from 'node:http';

/** One request of a load. */
export interface LoadRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Status that means success. */
  readonly expect: number;
}

/** A steady load. */
export interface OpenLoop {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests per second, sent at their times whether or not the ones before are answered. */
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** The request with that serial number. */
  readonly request: (serial: number) => LoadRequest;
}

/** What a load measured. */
export interface OpenLoopResult {
  /** Milliseconds from the moment a request was due to its last byte, so that queueing counts. */
  readonly latenciesMs: readonly number[];
  /** Answers with another status than expected, by status or error code. */
  readonly faults: Readonly<Record<string, number>>;
}

/**
 * Sends a steady load over kept connections. An open loop: a slow server does not slow the senders
 * down, as it would not slow down people, so its stalls are in the numbers.
 */
export async function runOpenLoop(load: OpenLoop): Promise<OpenLoopResult> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const faults: Record<string, number> = {};
  const total = Math.floor((load.ratePerSecond * load.durationMs) / 1000);
  const startedAt = performance.now();
  const send = async (serial: number): Promise<number> => {
    const dueAt = startedAt + (serial * 1000) / load.ratePerSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const { expect, ...request } = load.request(serial);
    const outcome = await exchange(agent, load, request);
    if (outcome !== String(expect)) faults[outcome] = (faults[outcome] ?? 0) + 1;
    return performance.now() - dueAt;
  };
  const latenciesMs = await Promise.all(Array.from({ length: total }, (_, serial) => send(serial)));
  agent.destroy();
  return { latenciesMs, faults };
}

/** Sends one request and tells its status, or the code of its error. */
export function exchange(
  agent: http.Agent,
  load: Pick<OpenLoop, 'port' | 'headers'>,
  { method, path, body, headers }: Omit<LoadRequest, 'expect'>,
): Promise<string> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const sent = http.request(
      {
        host: '127.0.0.1',
        port: load.port,
        agent,
        method,
        path,
        headers: {
          ...load.headers,
          ...headers,
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(String(response.statusCode)));
        response.once('error', () => resolve('broken answer'));
      },
    );
    sent.setTimeout(30_000, () => sent.destroy(new Error('no answer in 30 s')));
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end(json);
  });
}
