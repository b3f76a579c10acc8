import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

/** A request to a backend. `errors` are kept when there is not room for all. */
export interface Forward {
  readonly kind: 'errors' | 'rum';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Why a request was given up: no room, refused for what it is, or no answer for too long. */
export type ForwardLoss = 'queue_full' | 'refused' | 'undelivered' | 'closed';

/** What became of the requests; `created` is the sum of the others. */
export interface ForwardStats {
  readonly created: number;
  readonly delivered: number;
  readonly dropped: Readonly<Record<ForwardLoss, number>>;
  /** Waiting or on their way. */
  readonly queued: number;
}

/** Options of {@link createForwarder}. */
export interface ForwarderOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds until a backend that does not answer is given up. */
  readonly timeoutMs: number;
  /** Bytes of the bodies that wait or are on their way. */
  readonly maxQueuedBytes: number;
  /** Requests at the same time. */
  readonly maxConcurrent: number;
}

/** Sends requests on in the background. */
export interface Forwarder {
  /** Takes a request; false when there is no room for it. Never waits for the backend. */
  send(forward: Forward): boolean;
  stats(): ForwardStats;
  /** Takes no more; settles when all are delivered or `deadlineMs` are over, which drops the rest. */
  close(deadlineMs: number): Promise<void>;
}

/** With waits of 1, 2, 4 … 64 s, half of each random: about two minutes. */
const maxAttempts = 8;
const maxWaitMs = 64_000;

interface Job extends Forward {
  attempts: number;
}

/**
 * Sends requests to backends that may be slow, limit or be away: with a timeout, a bounded number at a
 * time, a bounded memory, and retries with growing, jittered waits that honour `Retry-After`.
 */
export function createForwarder(options: ForwarderOptions): Forwarder {
  const { clock, random, maxQueuedBytes, maxConcurrent } = options;
  const ready: Job[] = [];
  const resting = new Map<Job, () => void>();
  const dropped = { queue_full: 0, refused: 0, undelivered: 0, closed: 0 };
  let [created, delivered, active, queuedBytes] = [0, 0, 0, 0];
  let isClosed = false;
  let onIdle = () => undefined as void;

  const leave = ({ body }: Job, loss?: ForwardLoss) => {
    queuedBytes -= body.byteLength;
    if (loss === undefined) delivered++;
    else dropped[loss]++;
  };
  /** The newest RUM batch goes first: views are many, an error is one. */
  const makeRoom = (bytes: number) => {
    const batches = ready.filter(({ kind }) => kind === 'rum');
    const freeable = batches.reduce((sum, { body }) => sum + body.byteLength, 0);
    if (queuedBytes - freeable + bytes > maxQueuedBytes) return;
    for (const batch of batches.reverse()) {
      if (queuedBytes + bytes <= maxQueuedBytes) return;
      ready.splice(ready.lastIndexOf(batch), 1);
      leave(batch, 'queue_full');
    }
  };
  const rest = (job: Job, waitMs: number) => {
    const timer = clock.setTimer(() => {
      resting.delete(job);
      ready.push(job);
      work();
    }, waitMs);
    resting.set(job, () => timer.cancel());
  };
  const run = async (job: Job) => {
    job.attempts++;
    const outcome = await attempt(job, options);
    active--;
    if (outcome === 'delivered') leave(job);
    else if (outcome === 'refused') leave(job, 'refused');
    else if (job.attempts >= maxAttempts || isClosed) leave(job, 'undelivered');
    else {
      const backoffMs = Math.min(1000 * 2 ** (job.attempts - 1), maxWaitMs);
      rest(job, Math.max(outcome.retryAfterMs, backoffMs * (0.5 + random() / 2)));
    }
    work();
  };
  const work = () => {
    while (active < maxConcurrent) {
      const job = ready.shift();
      if (job === undefined) break;
      active++;
      void run(job);
    }
    if (active + ready.length + resting.size === 0) onIdle();
  };

  return {
    send(forward) {
      created++;
      const bytes = forward.body.byteLength;
      if (forward.kind === 'errors') makeRoom(bytes);
      if (isClosed || queuedBytes + bytes > maxQueuedBytes) {
        dropped[isClosed ? 'closed' : 'queue_full']++;
        return false;
      }
      queuedBytes += bytes;
      ready.push({ ...forward, attempts: 0 });
      work();
      return true;
    },
    stats: () => ({
      created,
      delivered,
      dropped: { ...dropped },
      queued: active + ready.length + resting.size,
    }),
    close: (deadlineMs) =>
      new Promise((resolve) => {
        isClosed = true;
        // What rests gets its last attempt now.
        for (const [job, cancel] of resting) {
          cancel();
          ready.push(job);
        }
        resting.clear();
        const timer = clock.setTimer(() => {
          for (const job of ready.splice(0)) leave(job, 'closed');
          resolve();
        }, deadlineMs);
        onIdle = () => {
          timer.cancel();
          resolve();
        };
        work();
      }),
  };
}

type Outcome = 'delivered' | 'refused' | { readonly retryAfterMs: number };

async function attempt(
  { url, headers, body }: Forward,
  { fetch, clock, timeoutMs }: ForwarderOptions,
): Promise<Outcome> {
  const late = new AbortController();
  const timer = clock.setTimer(() => late.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers },
      body,
      redirect: 'error',
      signal: late.signal,
    });
    // The answer says nothing that is needed; unread it would hold its connection.
    await response.body?.cancel();
    if (response.ok) return 'delivered';
    const isTemporary = response.status === 429 || response.status >= 500;
    return isTemporary ? { retryAfterMs: retryAfterMs(response.headers) } : 'refused';
  } catch {
    // Refused, reset, unresolved or late: all the same to the one who waits.
    return { retryAfterMs: 0 };
  } finally {
    timer.cancel();
  }
}

/** Seconds, as backends for telemetry send them; the form with a date is not read. */
function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? 0);
  return seconds > 0 ? Math.min(seconds * 1000, 5 * 60_000) : 0;
}
