import { startOtlpReceiver, type OtlpReceiver } from './otlp/otlp-receiver.ts';
import { startRumReceiver, type RumReceiver } from './rum/rum-receiver.ts';
import { startSentryReceiver, type SentryReceiver } from './sentry/sentry-receiver.ts';
import { startStatsdReceiver, type StatsdReceiver } from './statsd/statsd-receiver.ts';

/** How {@link startTelemetryReceivers} starts them. */
export interface TelemetryReceiversOptions {
  /** Items, refusals and requests that each of them keeps. Default 10000, as they may run for days. */
  readonly maxKept?: number;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/** A backend for each kind of telemetry. They end with this process. */
export interface TelemetryReceivers extends AsyncDisposable {
  readonly sentry: SentryReceiver;
  readonly statsd: StatsdReceiver;
  readonly otlp: OtlpReceiver;
  readonly rum: RumReceiver;
  /** Forgets what each of them recorded. */
  clear(): void;
  close(): Promise<void>;
}

/** Starts all receivers at once, on random ports. */
export async function startTelemetryReceivers(
  options: TelemetryReceiversOptions = {},
): Promise<TelemetryReceivers> {
  const { maxKept = 10_000, onProgress = () => undefined } = options;
  onProgress('starting receivers for Sentry, DogStatsD, OTLP and RUM');
  await using started = new AsyncDisposableStack();
  const sentry = started.use(await startSentryReceiver({ maxKept }));
  const statsd = started.use(await startStatsdReceiver({ maxKept }));
  const otlp = started.use(await startOtlpReceiver({ maxKept }));
  const rum = started.use(await startRumReceiver({ maxKept }));
  const running = started.move();
  const close = () => running.disposeAsync();
  return {
    sentry,
    statsd,
    otlp,
    rum,
    clear() {
      for (const receiver of [sentry, statsd, otlp, rum]) receiver.clear();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
