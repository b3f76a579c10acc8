import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ROOT_CONTEXT, trace, type Meter } from '@opentelemetry/api';

/** Bytes of the heap that are really in use. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // the flag makes it a function
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** What an attack found. */
export interface AttackResult {
  /** MB that the heap grew from the `warm`-th measurement to the last. */
  readonly grownMb: number;
  /** MB of the first `warm` measurements: all that the bounds allow. */
  readonly warmMb: number;
}

/**
 * Records `count` measurements, each with a label value, a label name and a trace of its own, which is what
 * an application does that puts ids into its metrics.
 * @param collect is called ten times along the way, as a scrape would
 */
export async function attack(
  meter: Meter,
  count: number,
  collect: () => Promise<unknown>,
  warm = 10_000,
): Promise<AttackResult> {
  const before = usedBytes();
  const seen = meter.createCounter('attack.seen');
  const wait = meter.createHistogram('attack.wait', { unit: 's' });
  let warmed = before;
  for (let n = 0; n < count; n += 1) {
    const colour = `shade ${n.toString(36)}`;
    const traceId = n.toString(16).padStart(32, 'a');
    const span = { traceId, spanId: 'b'.repeat(16), traceFlags: 1 };
    const context = trace.setSpanContext(ROOT_CONTEXT, span);
    seen.add(1, { colour, route: `/${n % 7}` }, context);
    wait.record(
      n % 100,
      { colour, size: `${n % 50} of ${n % 49}`, [`name ${colour}`]: 1 },
      context,
    );
    if (n % (count / 10) === 0) await collect();
    if (n === warm) {
      await collect();
      warmed = usedBytes();
    }
  }
  await collect();
  const megabytes = (bytes: number) => bytes / 2 ** 20;
  return { grownMb: megabytes(usedBytes() - warmed), warmMb: megabytes(warmed - before) };
}
