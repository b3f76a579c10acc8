import { migrate } from '../src/db/migrations.ts';
import { catalogueDifference, readCatalogue } from './catalogue.ts';

/** What migrating up, down and up again changed in a database. */
export interface ReversibilityReport {
  /** Migrations that ran. */
  readonly migrations: number;
  /** What the ways down left behind or took with them, by migration. */
  readonly leftBehind: Readonly<Record<string, readonly string[]>>;
  /** What the second way up made otherwise than the first. */
  readonly otherwise: readonly string[];
}

/**
 * Migrates an empty database up, down and up again and compares its catalogue after every single
 * step: over the whole way, a dropped table would hide what was forgotten on it.
 */
export async function checkReversible(url: string, folder: string): Promise<ReversibilityReport> {
  // Creates the runner's own table, so that it is there before the first snapshot.
  await migrate({ url, folder, direction: 'up', count: 1 });
  await migrate({ url, folder, direction: 'down', count: 1 });
  const before: (readonly string[])[] = [await readCatalogue(url)];
  const names: string[] = [];
  for (;;) {
    const [name] = await migrate({ url, folder, direction: 'up', count: 1 });
    if (name === undefined) break;
    names.push(name);
    before.push(await readCatalogue(url));
  }
  const leftBehind: Record<string, readonly string[]> = {};
  for (const [index, name] of [...names.entries()].reverse()) {
    await migrate({ url, folder, direction: 'down', count: 1 });
    const difference = catalogueDifference(before[index] ?? [], await readCatalogue(url));
    if (difference.length > 0) leftBehind[name] = difference;
  }
  await migrate({ url, folder, direction: 'up' });
  return {
    migrations: names.length,
    leftBehind,
    otherwise: catalogueDifference(before.at(-1) ?? [], await readCatalogue(url)),
  };
}
