import { row, tally, type Evidence } from './evidence.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The Markdown page that lists every claim of every project with what was measured. */
export function proofPage(evidence: readonly Evidence[]): string {
  const lines = [
    '# Proof',
    '',
    'Every promise with a number, and what a command measured. Written by `npm run gate`; do not edit.',
    'A claim with its conditions and its code lies in the `gate/` folder of its project.',
  ];
  for (const { project, commit, date, machine, claims } of evidence) {
    const { passed, failed } = tally(claims);
    lines.push(
      '',
      `## ${project}: ${passed} passed, ${failed} failed`,
      '',
      `Measured ${date.slice(0, 10)} at commit \`${commit.slice(0, 12)}${commit.endsWith('+changes') ? '+changes' : ''}\` on ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}, load ${machine.load.toFixed(1)} at the start. \`npx nx run ${project}:gate\` measures again.`,
      '',
      '| phase | claim | target | measured | verdict |',
      '| --- | --- | --- | --- | --- |',
    );
    for (const claim of claims) {
      const { target, measured, verdict } = row(claim);
      const note = claim.verdict.kind === 'error' ? undefined : claim.verdict.measurement.note;
      const text = note === undefined ? claim.text : `${claim.text} (${note})`;
      lines.push(`| ${[claim.phase, text, target, measured, verdict].map(cell).join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
