import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CheckFailure, type CheckResult } from '../check-failure.ts';
import { entryPoints, readManifest } from '../manifest.ts';
import { apiReport } from './api-report.ts';
import { breakingChanges } from './compatibility.ts';
import { currentCatalogue } from './current-catalogue.ts';
import { brokenProblems, type ProblemCatalogue } from './problem-catalogue.ts';
import { plannedBump } from './version-plans.ts';

/** Where a check works. */
export interface CheckedProject {
  /** The workspace's folder, absolute. */
  readonly root: string;
  /** The project's folder, absolute. */
  readonly folder: string;
  /** Nx project name. */
  readonly project: string;
}

/**
 * Checks what a project promises to others: the report of each entry point under `api/`, and the catalogue
 * of problems in `problems.api.json`, must be those that are committed (`update` writes them), and may break
 * the last release, kept under `api/released/`, only with a version plan that announces a major version.
 *
 * @throws {CheckFailure} for drift and for an unannounced breaking change.
 */
export function apiCheck(at: CheckedProject, update: boolean): CheckResult {
  const promised = promises(at);
  const drift = promised.flatMap(({ file, text }) => {
    const path = join(at.folder, file);
    const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (committed === text) return [];
    if (!update) return [`${file} does not say what is exported:\n${difference(path, text)}`];
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return [];
  });
  const reports = new Set(promised.map(({ file }) => file));
  const stale = globSync('api/*.api.md', { cwd: at.folder }).filter((file) => !reports.has(file));
  if (update) for (const file of stale) rmSync(join(at.folder, file));
  else drift.push(...stale.map((file) => `${file} is about an entry point that is gone`));
  if (drift.length > 0) throw new CheckFailure(drift.join('\n'));

  const broken = promised.flatMap(({ breaks }) => breaks);
  if (broken.length > 0 && plannedBump(at.root, at.project) !== 'major') {
    throw new CheckFailure(
      [
        'this breaks users of the last release, and no version plan announces a major version:',
        ...broken.map((change) => `  - ${change}`),
        `undo it, or run: npx nx release plan major --projects=${at.project} --only-touched=false`,
      ].join('\n'),
    );
  }
  const breaking = broken.length > 0 ? `, ${broken.length} announced breaking changes` : '';
  return `api-check: ${promised.map(({ file }) => basename(file)).join(', ')}${breaking}`;
}

/** Keeps what the project promises now as its last release. Returns the files that it wrote. */
export function recordRelease(at: CheckedProject): readonly string[] {
  const released = join(at.folder, 'api/released');
  rmSync(released, { recursive: true, force: true });
  mkdirSync(released, { recursive: true });
  return promises(at).map(({ releasedFile, release }) => {
    const file = join(released, releasedFile);
    writeFileSync(file, release);
    return file;
  });
}

/** One committed file, what it must say, and how that breaks the last release. */
interface Promised {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
  readonly breaks: readonly string[];
  /** Name under `api/released/`, and what a release keeps there. */
  readonly releasedFile: string;
  readonly release: string;
}

function promises(at: CheckedProject): readonly Promised[] {
  const { folder } = at;
  const manifest = readManifest(folder);
  const lastRelease = (name: string): string | undefined => {
    const file = join(folder, 'api/released', name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const entries = entryPoints(manifest).map((entry): Promised => {
    const { markdown, declarations } = apiReport(folder, entry);
    const released = lastRelease(`${entry.name}.d.ts`);
    return {
      file: `api/${entry.name}.api.md`,
      text: markdown,
      breaks:
        released === undefined
          ? []
          : breakingChanges({ folder, released, current: declarations }).map(
              (change) => `${entry.subpath}: ${change}`,
            ),
      releasedFile: `${entry.name}.d.ts`,
      release: declarations,
    };
  });
  const catalogue = currentCatalogue(at);
  const removed = removedEntries(folder, new Set(entries.map(({ releasedFile }) => releasedFile)));
  const [first, ...rest] = entries;
  const all = first ? [{ ...first, breaks: [...removed, ...first.breaks] }, ...rest] : [];
  if (catalogue === undefined) return all;
  const released = lastRelease('problems.api.json');
  const parse = (text: string): ProblemCatalogue => JSON.parse(text) as ProblemCatalogue; // our own file
  return [
    ...all,
    {
      file: 'problems.api.json',
      text: catalogue,
      breaks: released === undefined ? [] : brokenProblems(parse(released), parse(catalogue)),
      releasedFile: 'problems.api.json',
      release: catalogue,
    },
  ];
}

function removedEntries(folder: string, current: ReadonlySet<string>): readonly string[] {
  return globSync('api/released/*.d.ts', { cwd: folder })
    .map((file) => basename(file))
    .filter((file) => !current.has(file))
    .map((file) => `the entry point \`${basename(file, '.d.ts')}\` was removed`);
}

/** How `text` differs from the file at `path`, as git shows it. */
function difference(path: string, text: string): string {
  const { stdout } = spawnSync(
    'git',
    [
      'diff',
      '--no-index',
      '--no-color',
      '--unified=1',
      '--',
      existsSync(path) ? path : '/dev/null',
      '-',
    ],
    { input: text, encoding: 'utf8' },
  );
  return stdout
    .split('\n')
    .filter((line) => !/^(diff|index|---|\+\+\+|new file)/.test(line))
    .join('\n');
}
