// usage: node scripts/api-problems.ts [--check] [file]
// Writes the API's catalogue of problems as a module, so that the compiler knows every type. With --check it
// only compares, and ends with 1 when the file says something else.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const catalogue = '../api/problems.api.json';

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  const [file = 'src/api/api-problems.ts'] = process.argv.slice(2).filter((it) => it !== '--check');
  const text = await moduleText(readFileSync(catalogue, 'utf8'), file);
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    throw new Error(`${file} is not what ${catalogue} gives: run \`npx nx run web:schema\``);
  }
}

async function moduleText(json: string, file: string): Promise<string> {
  const source = [
    '// Written by `nx run web:schema` out of the `problems.api.json` of the API.',
    '',
    '/** What the API promises of its problems: the types, by slug, with their statuses and extensions. */',
    `export const apiProblems = ${JSON.stringify(JSON.parse(json))} as const;`,
  ].join('\n');
  return format(source, { ...(await resolveConfig(file)), parser: 'typescript' });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
