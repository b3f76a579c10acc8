/**
 * Runs the contestants in turns and prints each one's time as a ratio to the first, with the
 * spread over the rounds. No absolute number: those belong to a machine and a minute.
 *
 * @param {string} title
 * @param {readonly { name: string, run: () => Promise<unknown> }[]} contestants the first is the measure
 * @param {{ rounds?: number }} [options] `rounds` counted after one that is not; default 5
 */
export async function interleaved(title, contestants, { rounds = 5 } = {}) {
  const times = contestants.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { run }] of contestants.entries()) {
      globalThis.gc?.();
      const startedAt = performance.now();
      await run();
      if (round > 0) times[index].push(performance.now() - startedAt);
    }
    say(`${title}: round ${round} of ${rounds}`);
  }
  say('');
  console.log(
    `${title} (time, less is faster; median of ${rounds} interleaved rounds, min to max)`,
  );
  const width = Math.max(...contestants.map(({ name }) => name.length));
  for (const [index, { name }] of contestants.entries()) {
    const ratios = times[index]
      .map((time, round) => time / times[0][round])
      .toSorted((a, b) => a - b);
    const [median, low, high] = [ratios[rounds >> 1], ratios[0], ratios[rounds - 1]];
    console.log(
      `  ${name.padEnd(width)}  ${median.toFixed(2)}x  (${low.toFixed(2)} to ${high.toFixed(2)})`,
    );
  }
}

/** One line that is written over on a terminal; a line each elsewhere. */
function say(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text !== '') process.stderr.write(`${text}\n`);
}
