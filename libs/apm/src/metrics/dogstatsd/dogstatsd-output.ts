import { DataPointType } from '@opentelemetry/sdk-metrics';

import { type Timer } from '../../clock.ts';
import { type CollectedMetric } from '../collection.ts';
import { type Instrument } from '../instrument.ts';
import { whole } from '../option-range.ts';
import { within, type Output, type OutputContext } from '../output.ts';
import { type Series } from '../series.ts';
import { createDeltaCounts } from './delta-counts.ts';
import { createHotShotsSender, type StatsdSender } from './hot-shots-sender.ts';
import { createLineWriter } from './line-writer.ts';

/** Where the Datadog Agent listens, and how often it hears of us. */
export interface DogstatsdOptions {
  readonly host: string;
  /** UDP. Default: 8125. */
  readonly port?: number;
  /**
   * Milliseconds between two sends of counters and gauges, 100 to 60,000. Default: 10,000, the Agent's
   * own interval. Distributions are sent earlier when many values wait.
   */
  readonly intervalMs?: number;
  /**
   * Bytes of a datagram, 256 to 65,507. Default: 1432, which an Ethernet frame carries whole.
   */
  readonly maxBytes?: number;
  /** What carries the lines, `host` and `port` are its own affair then. Default: hot-shots, over UDP. */
  readonly sender?: StatsdSender;
}

/** An output that wants each value of a histogram, not its buckets. */
export interface DogstatsdOutput extends Output {
  distribute(instrument: Instrument, series: Series, value: number): void;
}

/** Values of one series that are sent together at the latest. */
const maxWaiting = 128;

/**
 * Sends counters as differences, gauges as they are, and each value of a histogram as it was measured.
 * UDP confirms nothing: what is handed over is counted as exported, whether or not somebody listens.
 */
export function createDogstatsdOutput(
  options: DogstatsdOptions,
  { clock, collect, health, resource }: OutputContext,
): DogstatsdOutput {
  const intervalMs = whole('dogstatsd.intervalMs', options.intervalMs ?? 10_000, 100, 60_000);
  const maxBytes = whole('dogstatsd.maxBytes', options.maxBytes ?? 1432, 256, 65_507);
  const port = whole('dogstatsd.port', options.port ?? 8125, 1, 65_535);
  const onError = (reason: string) => health.failed('dogstatsd', reason);
  const sender =
    options.sender ?? createHotShotsSender({ host: options.host, port, maxBytes, onError });
  const lines = createLineWriter({ sender, maxBytes, resource, onError });
  const deltas = createDeltaCounts();
  const waiting = new Map<Series, Instrument>();
  let timer: Timer | undefined;
  let closed = false;

  function sendWaiting(instrument: Instrument, series: Series): void {
    const { values = [] } = series;
    series.values = [];
    waiting.delete(series);
    lines.write('d', instrument.name, values, series.attributes);
  }

  function sendNumbers({ data, kind }: CollectedMetric): void {
    if (data.dataPointType !== DataPointType.SUM && data.dataPointType !== DataPointType.GAUGE)
      return;
    const { name } = data.descriptor;
    for (const { attributes, value } of data.dataPoints) {
      if (kind !== 'counter') {
        lines.write('g', name, [value], attributes);
        continue;
      }
      const delta = deltas.take(JSON.stringify([name, attributes]), value);
      if (delta !== 0) lines.write('c', name, [delta], attributes);
    }
  }

  async function sendAll(): Promise<void> {
    try {
      const { metrics } = await collect();
      for (const [series, instrument] of waiting) sendWaiting(instrument, series);
      for (const metric of metrics) sendNumbers(metric);
      await sender.flush();
      health.exported('dogstatsd', lines.takeBytes());
    } catch {
      // Nothing above is expected to throw; what does must not end the interval.
      health.failed('dogstatsd', 'unexpected');
    }
  }

  function schedule(): void {
    timer = clock.setTimer(() => void sendAll().finally(() => closed || schedule()), intervalMs);
  }
  schedule();

  return {
    distribute(instrument, series, value) {
      if (closed) return;
      const values = (series.values ??= []);
      values.push(value);
      if (values.length === 1) waiting.set(series, instrument);
      if (values.length >= maxWaiting) sendWaiting(instrument, series);
    },
    flush: (deadlineMs) => within(clock, deadlineMs, sendAll()),
    async shutdown(deadlineMs) {
      if (closed) return;
      closed = true;
      timer?.cancel();
      await within(
        clock,
        deadlineMs,
        sendAll().then(() => sender.close()),
      );
    },
  };
}
