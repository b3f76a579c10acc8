import { dirname, join } from 'node:path';

import { adoptFolders, quarantineFile } from './spool-adoption.ts';
import type { SpoolFiles } from './spool-files.ts';
import { folderName, releasedName, type Liveness, type SpoolOwner } from './spool-owner.ts';
import { decodeRecord, doneMark, doneMarkAt, encodeRecord, headerBytes } from './spool-record.ts';

/** An event on disk. */
export interface SpoolEntry {
  /** Epoch milliseconds at which it was captured. */
  readonly createdMs: number;
}

/** Options of {@link createSpool}. */
export interface SpoolOptions {
  readonly files: SpoolFiles;
  /** Folder that all processes share. */
  readonly folder: string;
  /** Bytes of this process's files; the oldest give way. */
  readonly maxBytes: number;
  readonly owner: SpoolOwner;
  readonly livenessOf: (owner: SpoolOwner) => Liveness;
  /** Told of events that give way, while they can still be read. */
  readonly onEvicted: (entries: readonly SpoolEntry[]) => void;
}

/** What was found in the folders of others. */
export interface Adoption {
  /** Oldest first. */
  readonly entries: readonly SpoolEntry[];
  /** Stretches of bytes that are no event. */
  readonly corrupt: number;
}

/**
 * Events on disk, in segments that are appended to and deleted whole, in a folder of this process. Everything
 * but {@link Spool.adopt} and {@link Spool.sync} is synchronous, and everything may throw what the disk says.
 */
export interface Spool {
  /** Bytes of all files. */
  readonly bytes: number;
  /** Makes the folder of this process when there is none. */
  open(): void;
  /** Written when it returns, so that it outlives the process; {@link Spool.sync} makes it outlive the machine. */
  append(payload: Uint8Array, createdMs: number): SpoolEntry;
  /** The payload, or undefined when it is no longer what was written. */
  read(entry: SpoolEntry): Buffer | undefined;
  /** Marks an event as arrived or given up, and deletes what is no longer needed. */
  finish(entry: SpoolEntry): void;
  /** Resolves when the disk has all that was appended before. */
  sync(): Promise<void>;
  /** Returns when the disk has all that was appended before. */
  syncNow(): void;
  /** Takes over what dead processes left. */
  adopt(): Promise<Adoption>;
  /** Shows other machines that this process lives; moves what it has when somebody took its folder away. */
  heartbeat(): void;
  /** Leaves what is unfinished to whoever adopts it. */
  close(): void;
}

/** A file of records. */
export interface Segment {
  readonly path: string;
  readonly file: number;
  /** Bytes of whole records. */
  size: number;
  readonly pending: Set<StoredEntry>;
  /** Nothing is appended to it any more. */
  isSealed: boolean;
  /** Kept for people to look at, when its events are gone. */
  readonly isCorrupt: boolean;
}

/** Where an event is. */
export interface StoredEntry extends SpoolEntry {
  segment: Segment;
  offset: number;
  readonly length: number;
}

/** A file grows to this before the next begins, so that a full spool gives way in small steps. */
const maxSegmentBytes = 1024 * 1024;
/** A finished file that is smaller is appended to: most events come alone and would each make a file. */
const minFinishedBytes = 128 * 1024;

/** Creates a spool; it touches the disk with its first call. */
export function createSpool(options: SpoolOptions): Spool {
  const { files, folder, maxBytes, owner } = options;
  const segmentBytes = Math.min(maxSegmentBytes, Math.max(1, Math.floor(maxBytes / 8)));
  /** Oldest first; the one that is appended to is the last. */
  let segments: Segment[] = [];
  /** Folders of this process; the first is the one that is written to, the others were adopted. */
  let home: string | undefined;
  let adoptedFolders: string[] = [];
  let segmentCount = 0;
  let isNameSynced = true;
  let isClosed = false;

  const bytes = () => segments.reduce((sum, { size }) => sum + size, 0);
  const folders = () => (home === undefined ? adoptedFolders : [home, ...adoptedFolders]);
  const segmentsIn = (path: string) => segments.filter((one) => dirname(one.path) === path);

  const open = (): string => {
    if (home !== undefined) return home;
    const path = join(folder, folderName(owner));
    files.makeFolder(path);
    home = path;
    return path;
  };

  const active = (): Segment => {
    const last = segments.at(-1);
    if (last !== undefined && !last.isSealed) return last;
    segmentCount += 1;
    const path = join(open(), `${String(segmentCount).padStart(8, '0')}.spool`);
    const file = files.create(path);
    isNameSynced = false;
    const pending = new Set<StoredEntry>();
    const segment: Segment = { path, file, size: 0, pending, isSealed: false, isCorrupt: false };
    segments.push(segment);
    return segment;
  };

  const remove = (segment: Segment): void => {
    segments = segments.filter((other) => other !== segment);
    files.close(segment.file);
    if (segment.isCorrupt) quarantineFile(files, folder, segment.path);
    else files.removeFile(segment.path);
    const path = dirname(segment.path);
    if (path === home || segmentsIn(path).length > 0) return;
    adoptedFolders = adoptedFolders.filter((other) => other !== path);
    files.removeFolder(path);
  };

  const makeRoom = (needed: number): void => {
    for (let [oldest] = segments; oldest && bytes() + needed > maxBytes; [oldest] = segments) {
      options.onEvicted([...oldest.pending]);
      oldest.pending.clear();
      remove(oldest);
    }
  };

  const store = (
    payload: Uint8Array,
    createdMs: number,
  ): Pick<StoredEntry, 'segment' | 'offset'> => {
    const record = encodeRecord(payload, createdMs);
    makeRoom(record.length);
    const segment = active();
    const offset = segment.size;
    try {
      files.write(segment.file, record, offset);
    } catch (error) {
      // What is half written would be taken for damage later.
      segment.isSealed = true;
      files.truncate(segment.file, offset);
      throw error;
    }
    segment.size += record.length;
    if (segment.size >= segmentBytes) segment.isSealed = true;
    return { segment, offset };
  };

  const append = (payload: Uint8Array, createdMs: number): StoredEntry => {
    const entry = { createdMs, length: payload.length, ...store(payload, createdMs) };
    entry.segment.pending.add(entry);
    return entry;
  };

  const read = ({ segment, offset, length }: StoredEntry): Buffer | undefined =>
    decodeRecord(files.read(segment.file, headerBytes + length, offset));

  const finish = (entry: StoredEntry): void => {
    const { segment, offset } = entry;
    if (!segment.pending.delete(entry)) return;
    const isFinished = segment.pending.size === 0;
    if (isFinished && (segment.isSealed || segment.size >= minFinishedBytes)) remove(segment);
    else files.write(segment.file, doneMark, offset + doneMarkAt);
  };

  const syncName = (): void => {
    if (isNameSynced || home === undefined) return;
    files.syncFolder(home);
    isNameSynced = true;
  };

  /** Somebody took a folder: a cleaner of temporary files, or a machine that thought this one dead. */
  const moveOut = (path: string): void => {
    const lost = segmentsIn(path);
    segments = segments.filter((segment) => !lost.includes(segment));
    adoptedFolders = adoptedFolders.filter((other) => other !== path);
    if (home === path) home = undefined;
    for (const segment of lost) {
      for (const entry of segment.pending) {
        const payload = read(entry);
        if (payload === undefined) continue; // whoever asks for it is told so
        Object.assign(entry, store(payload, entry.createdMs)).segment.pending.add(entry);
      }
      files.close(segment.file);
    }
  };

  const release = (path: string, unfinished: boolean): void => {
    if (unfinished) files.rename(path, join(folder, releasedName()));
    else files.removeFolder(path);
  };

  return {
    get bytes() {
      return bytes();
    },
    open: () => void open(),
    append,
    // Every entry is one that this spool made: callers know its first field only.
    read: (entry) => read(entry as StoredEntry),
    finish: (entry) => finish(entry as StoredEntry),
    async sync() {
      const last = segments.at(-1);
      if (last === undefined) return;
      syncName();
      await files.sync(last.file);
    },
    syncNow() {
      const last = segments.at(-1);
      if (last === undefined) return;
      files.syncNow(last.file);
      syncName();
    },
    async adopt() {
      const adopted = await adoptFolders(options, open(), folders());
      if (isClosed) {
        for (const { file } of adopted.segments) files.close(file);
        for (const path of adopted.folders) release(path, true);
        return { entries: [], corrupt: 0 };
      }
      adoptedFolders.push(...adopted.folders);
      segments.unshift(...adopted.segments);
      return adopted;
    },
    heartbeat() {
      for (const path of folders()) {
        try {
          files.touch(path);
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
          moveOut(path);
        }
      }
    },
    close() {
      isClosed = true;
      for (const segment of segments) {
        files.close(segment.file);
        if (segment.pending.size === 0) files.removeFile(segment.path);
      }
      const unfinished = segments.filter(({ pending }) => pending.size > 0);
      for (const path of folders()) {
        release(
          path,
          unfinished.some((segment) => dirname(segment.path) === path),
        );
      }
      [segments, adoptedFolders, home] = [[], [], undefined];
    },
  };
}
