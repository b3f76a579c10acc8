import { join } from 'node:path';

import type { Segment, SpoolOptions, StoredEntry } from './spool.ts';
import type { SpoolFiles } from './spool-files.ts';
import { folderName, ownerOf } from './spool-owner.ts';
import { scanSegment } from './spool-record.ts';

/** What was claimed, for the spool to work off. */
export interface AdoptedSegments {
  readonly folders: readonly string[];
  /** Oldest first. */
  readonly segments: readonly Segment[];
  readonly entries: readonly StoredEntry[];
  readonly corrupt: number;
}

/** Where damaged files are kept for people to look at. */
export const quarantine = 'quarantine';
const maxQuarantined = 16;

/** How long a process of another machine or container may be silent: a blocked event loop is not dead. */
const silentMs = 15_000;

/**
 * Claims the folders of dead processes, and reads what they left. Two processes can try at once: the rename that
 * makes a folder ours succeeds for one of them.
 */
export async function adoptFolders(
  options: SpoolOptions,
  home: string,
  own: readonly string[],
): Promise<AdoptedSegments> {
  const { files, folder, owner } = options;
  const claimed = files
    .list(folder)
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path, name }) => !own.includes(path) && isOrphan(options, name, path, home))
    .flatMap(({ path }) => {
      const mine = join(folder, folderName(owner));
      return claims(files, path, mine) ? [mine] : [];
    });
  const segments: Segment[] = [];
  let corrupt = 0;
  for (const path of claimed) {
    for (const name of files.list(path)) {
      const loaded = await loadSegment(options, join(path, name));
      corrupt += loaded.corrupt;
      if (loaded.segment !== undefined) segments.push(loaded.segment);
    }
    if (!segments.some((segment) => segment.path.startsWith(path))) removeEmpty(files, path);
  }
  const folders = claimed.filter((path) => segments.some((one) => one.path.startsWith(path)));
  const entries = segments
    .flatMap(({ pending }) => [...pending])
    .sort((a, b) => a.createdMs - b.createdMs);
  return { folders, segments, entries, corrupt };
}

function isOrphan(options: SpoolOptions, name: string, path: string, home: string): boolean {
  const owner = ownerOf(name);
  if (owner === undefined) return false;
  if (owner === 'released') return true;
  const liveness = options.livenessOf(owner);
  if (liveness !== 'unknown') return liveness === 'dead';
  try {
    // Both times are the disk's, whatever the clocks of the machines say.
    options.files.touch(home);
    return options.files.changedMs(home) - options.files.changedMs(path) > silentMs;
  } catch {
    return false; // somebody else has it by now
  }
}

function claims(files: SpoolFiles, path: string, mine: string): boolean {
  try {
    files.rename(path, mine);
    return true;
  } catch {
    return false; // another process was faster
  }
}

async function loadSegment(
  { files, folder }: SpoolOptions,
  path: string,
): Promise<{ readonly segment?: Segment; readonly corrupt: number }> {
  try {
    const bytes = await files.readWhole(path);
    const { records, corrupt } = scanSegment(bytes);
    const isCorrupt = corrupt > 0;
    const waiting = records.filter(({ isDone }) => !isDone);
    if (waiting.length === 0) {
      if (isCorrupt) quarantineFile(files, folder, path);
      else files.removeFile(path);
      return { corrupt };
    }
    const pending = new Set<StoredEntry>();
    const size = bytes.length;
    const segment = { path, file: files.open(path), size, pending, isSealed: true, isCorrupt };
    for (const { createdMs, offset, length } of waiting) {
      pending.add({ createdMs, segment, offset, length });
    }
    return { segment, corrupt };
  } catch {
    // Unreadable: it is counted as one damage and must not keep the others from being delivered.
    return { corrupt: 1 };
  }
}

/** Moves a damaged file aside; of many, the newest are kept. */
export function quarantineFile(files: SpoolFiles, folder: string, path: string): void {
  const place = join(folder, quarantine);
  files.makeFolder(place);
  // Folder and file of origin, so that names do not meet.
  const name = path.slice(folder.length + 1).replaceAll(/[/\\]/g, '-');
  files.rename(path, join(place, name));
  const kept = files.list(place).map((one) => join(place, one));
  if (kept.length <= maxQuarantined) return;
  const byAge = kept.map((one) => ({ one, at: files.changedMs(one) })).sort((a, b) => a.at - b.at);
  for (const { one } of byAge.slice(0, kept.length - maxQuarantined)) files.removeFile(one);
}

function removeEmpty(files: SpoolFiles, path: string): void {
  try {
    files.removeFolder(path);
  } catch {
    // A file in it could not be read or moved; whoever adopts the folder next tries again.
  }
}
