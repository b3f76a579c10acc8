import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

/**
 * Prints a section, and with `--write` among the arguments puts it between its markers
 * (`<!-- name:start -->`, `<!-- name:end -->`) in a README.
 *
 * @param {{ readme: URL, name: string, text: string }} section
 */
export async function publish({ readme, name, text }) {
  console.log(`\n${text}`);
  if (!process.argv.includes('--write')) return;
  const path = fileURLToPath(readme);
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const before = await readFile(path, 'utf8');
  const [from, to] = [before.indexOf(start), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks ${start} and ${end}`);
  const after = `${before.slice(0, from + start.length)}\n\n${text}\n\n${before.slice(to)}`;
  await writeFile(
    path,
    await format(after, { ...(await resolveConfig(path)), parser: 'markdown' }),
  );
}

/** A table of Markdown; the first row is its head. */
export function table(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** When and where a number was measured. */
export function circumstances({ redisVersion } = {}) {
  const redis = redisVersion ? `, Redis ${redisVersion}` : '';
  const cores = cpus();
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}${redis}, ${cores.length} cores (${cores[0]?.model.trim()})`;
}
