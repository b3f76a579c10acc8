/**
 * Prints what each contestant adds to the processor time of a request, by its difference to the first one in the same
 * round: median, and the middle half of the rounds.
 */
export function report(title, results) {
  const [plain] = results;
  const base = median(plain.cpuMicros);
  console.log(`\n${title}`);
  console.log(`  without: ${micros(base)} of processor time a request, ${spread(plain.cpuMicros)}`);
  const width = Math.max(...results.map(({ name }) => name.length));
  const added = results.slice(1).map((one) => ({
    ...one,
    added: one.cpuMicros.map((each, round) => each - plain.cpuMicros[round]),
  }));
  for (const { name, added: by, rssBytes, traces, spans } of added) {
    const figures = [
      `+${micros(median(by))}`.padStart(9),
      `(${spread(by)})`.padEnd(18),
      `${(1 + median(by) / base).toFixed(2)}x`.padStart(6),
      `${(rssBytes / 2 ** 20).toFixed(0)} MB`.padStart(7),
      `${traces.toFixed(2)} traces`,
      Number.isNaN(spans) ? '' : `${spans.toFixed(2)} spans`,
    ];
    console.log(`  ${name.padEnd(width)}  ${figures.join('  ')}`);
  }
  return new Map(added.map(({ name, added: by }) => [name, by]));
}

/** Prints the ratio of what two contestants add, by round. */
export function compare(added, name, to) {
  const ratios = added.get(name).map((each, round) => each / added.get(to)[round]);
  console.log(
    `  ${name} adds ${median(ratios).toFixed(2)} of what ${to} adds (${spread(ratios, 2)})`,
  );
}

const micros = (value) => `${value.toFixed(1)} µs`;

/** The middle half of the samples: a busy moment of the machine is outside of it. */
function spread(samples, digits = 1) {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  return `${at(0.25).toFixed(digits)} to ${at(0.75).toFixed(digits)}`;
}

function median(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
