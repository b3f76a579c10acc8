import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure, type CheckResult } from '../check-failure.ts';
import { entrySizes, type SizeRecord } from './entry-sizes.ts';

/** A compressed size may grow by this share of the recorded one before somebody has to agree to it. */
export const allowedGrowth = 0.05;

/**
 * Compares what each entry point of the lib at `folder` costs with the committed `size.json`, or writes that
 * file when `update` is set.
 *
 * @throws {CheckFailure} for growth above 5 %, and for a record that names other entry points.
 */
export async function sizeCheck(folder: string, update: boolean): Promise<CheckResult> {
  const measured = await entrySizes(folder);
  const file = join(folder, 'size.json');
  if (update) {
    writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
    return `size: recorded ${summary(measured)}`;
  }
  const recorded = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as SizeRecord) // written above
    : {};
  const faults = regressions(recorded, measured);
  if (faults.length > 0) throw new CheckFailure(faults.join('\n'));
  return `size: ${summary(measured)}`;
}

/** One line for each way in which `measured` breaks the record. */
export function regressions(recorded: SizeRecord, measured: SizeRecord): readonly string[] {
  const subpaths = new Set([...Object.keys(recorded), ...Object.keys(measured)]);
  return [...subpaths].flatMap((subpath) => {
    const [before, now] = [recorded[subpath]?.gzip, measured[subpath]?.gzip];
    if (before === undefined) return [`${subpath} is not in size.json`];
    if (now === undefined) return [`size.json names ${subpath}, which is no entry point`];
    if (now <= before * (1 + allowedGrowth)) return [];
    const percent = ((now / before - 1) * 100).toFixed(1);
    return [`${subpath} grew by ${percent} %: ${before} → ${now} bytes gzip (5 % are allowed)`];
  });
}

function summary(sizes: SizeRecord): string {
  return Object.entries(sizes)
    .map(([subpath, { gzip }]) => `${subpath} ${gzip} B`)
    .join(', ');
}
