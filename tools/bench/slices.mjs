import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs the contestants in short slices, in another order each round, so that what the machine does meanwhile meets all
 * of them alike.
 *
 * @param {readonly { name: string, run: (turn: number) => unknown }[]} contestants what is measured; a `run` that
 *   answers a promise is awaited before the next
 * @param {object} [options]
 * @param {number} [options.rounds]
 * @param {number} [options.sliceMs] of one contestant in one round
 * @param {number} [options.warmUp] runs of each beforehand
 * @param {() => number} [options.nowMs] the time that is measured; {@link threadMs} where nothing is waited for
 * @returns {Promise<Map<string, number[]>>} nanoseconds of one run, by round
 */
export async function slices(
  contestants,
  { rounds = 9, sliceMs = 50, warmUp = 300, nowMs = () => performance.now() } = {},
) {
  const times = new Map(contestants.map(({ name }) => [name, []]));
  for (const { run } of contestants) {
    for (let turn = 0; turn < warmUp; turn += 1) await run(turn);
    await delay(5);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const at of contestants.keys()) {
      const { name, run } = contestants[(at * 7 + round) % contestants.length];
      globalThis.gc?.();
      // Hits in memory let nothing else in: without a pause nobody would hear from Redis for the whole run.
      await delay(5);
      times.get(name).push(await slice(run, sliceMs, nowMs));
    }
  }
  return times;
}

async function slice(run, sliceMs, nowMs) {
  const isSync = typeof run(0)?.then !== 'function';
  const beganAt = nowMs();
  let turns = 0;
  for (;;) {
    if (isSync) for (let n = 0; n < 1000; n += 1) run(turns + n);
    else for (let n = 0; n < 4; n += 1) await run(turns + n);
    turns += isSync ? 1000 : 4;
    const tookMs = nowMs() - beganAt;
    if (tookMs >= sliceMs) return (tookMs * 1e6) / turns;
  }
}

/** Processor time of this thread, which others on the machine change less than the time that passes. */
export function threadMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The one in the middle. */
export function median(samples) {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1];
}

/** Median, and the middle half of the rounds. */
export function figure(samples, digits = 0) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))].toFixed(digits);
  return `${median(samples).toFixed(digits)} (${at(0.25)} to ${at(0.75)})`;
}

/** The first by the second, round by round: what the machine did to both falls out. */
export function ratios(samples, to) {
  return samples.map((each, round) => each / to[round]);
}
