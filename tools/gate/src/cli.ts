// Run from the workspace root.
// usage: node cli.ts <project>   measures the claims in that project's gate/ folder
//        node cli.ts             measures every project, then writes docs/proof.md
import { fileURLToPath } from 'node:url';
import { measureAll, measureProject, type Gate } from './run.ts';

const gate: Gate = {
  root: process.cwd(),
  measureEntry: fileURLToPath(new URL('measure.ts', import.meta.url)),
  columns: process.stdout.isTTY ? process.stdout.columns : 140,
  print: (text) => process.stdout.write(`${text}\n`),
};
const [project] = process.argv.slice(2);
const kept = project === undefined ? measureAll(gate) : await measureProject(gate, project);
process.exitCode = kept ? 0 : 1;
