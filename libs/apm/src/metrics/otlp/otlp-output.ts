import { type Timer } from '../../clock.ts';
import { ApmError } from '../../errors.ts';
import { type Exemplar } from '../exemplar-store.ts';
import { whole } from '../option-range.ts';
import { within, type Output, type OutputContext } from '../output.ts';
import { exemplarsByPoint } from './exemplars.ts';
import { createExporter } from './exporter.ts';

/** Where a collector takes OTLP over HTTP, and how often. */
export interface OtlpOptions {
  /** The whole address, e.g. `http://127.0.0.1:4318/v1/metrics`. */
  readonly url: string;
  /** Sent with each request, e.g. an API key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds from one export to the next, 1000 to 3,600,000. Default: 60,000. */
  readonly intervalMs?: number;
  /**
   * Milliseconds that one export may take with its retries, 100 to 30,000. Default: 3000. An export that
   * is under way holds the process for as long.
   */
  readonly timeoutMs?: number;
  /** Default: `gzip`. */
  readonly compression?: 'gzip' | 'none';
}

/** Sends everything that was measured, cumulative, one export at a time; a failed one is made good by the next. */
export function createOtlpOutput(
  options: OtlpOptions,
  { clock, collect, health }: OutputContext,
): Output {
  const intervalMs = whole('otlp.intervalMs', options.intervalMs ?? 60_000, 1000, 3_600_000);
  const timeoutMs = whole('otlp.timeoutMs', options.timeoutMs ?? 3000, 100, 30_000);
  const url = httpUrl(options.url);
  const exporter = createExporter({ ...options, url, timeoutMs });
  const sent = new WeakSet<Exemplar>();
  let current: Promise<void> | undefined;
  let timer: Timer | undefined;
  let closed = false;

  async function exportOnce(): Promise<void> {
    try {
      const collection = await collect();
      const exemplars = exemplarsByPoint(collection, sent);
      const { error, bytes } = await exporter(collection.resourceMetrics, exemplars);
      if (error !== undefined) {
        health.failed('otlp', reasonOf(error));
        return;
      }
      health.exported('otlp', bytes);
      for (const exemplar of exemplars.flat()) sent.add(exemplar);
    } catch {
      // Nothing above is expected to throw; what does must not end the interval.
      health.failed('otlp', 'unexpected');
    }
  }
  const exportNow = (): Promise<void> =>
    (current ??= exportOnce().finally(() => (current = undefined)));

  function schedule(): void {
    timer = clock.setTimer(() => void exportNow().finally(() => closed || schedule()), intervalMs);
  }
  schedule();

  /** What is under way may have collected too early: everything up to now is in the one after it. */
  const flush = async (): Promise<void> => {
    await current;
    await exportNow();
  };
  return {
    flush: (deadlineMs) => within(clock, deadlineMs, flush()),
    async shutdown(deadlineMs) {
      if (closed) return;
      closed = true;
      timer?.cancel();
      await within(clock, deadlineMs, flush());
    },
  };
}

/** An HTTP status or a network code; of a status that is worth another try the exporter tells no more. */
function reasonOf(error: Error): string {
  if ('code' in error && (typeof error.code === 'number' || typeof error.code === 'string'))
    return String(error.code);
  if (/timed out/i.test(error.message)) return 'timeout';
  return /retryable status/.test(error.message) ? 'retryable_status' : 'failed';
}

function httpUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new ApmError('APM_CONFIG_INVALID', `otlp.url is "${text}": give an http or https address`);
}
