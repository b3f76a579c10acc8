import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * What the spool asks of a disk. All of it may throw, with the `code` of the operating system. Reads and writes
 * are those of the page cache, 5 µs each where the two that wait for the disk take milliseconds, so they are
 * synchronous: an event is safe from the death of its process before the capture returns.
 */
export interface SpoolFiles {
  /** Makes the folder and those above it, readable by this user only. */
  makeFolder(path: string): void;
  /** Names in the folder, sorted. */
  list(path: string): readonly string[];
  /** Creates a file that must not exist, for reading and writing. */
  create(path: string): number;
  /** Opens a file for reading and writing. */
  open(path: string): number;
  close(file: number): void;
  /** Writes all of `bytes` or throws; what was written before it threw stays. */
  write(file: number, bytes: Uint8Array, position: number): void;
  /** Fewer bytes than `length` at the end of the file. */
  read(file: number, length: number, position: number): Buffer;
  truncate(file: number, length: number): void;
  /** The whole file, without blocking. */
  readWhole(path: string): Promise<Buffer>;
  /** Resolves when the disk has the file's bytes. */
  sync(file: number): Promise<void>;
  /** Returns when the disk has the file's bytes. */
  syncNow(file: number): void;
  /** Returns when the disk has the names in the folder. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  removeFile(path: string): void;
  /** Removes a folder that is empty. */
  removeFolder(path: string): void;
  /** Sets the time of change to the present. */
  touch(path: string): void;
  /** Time of change in the disk's own milliseconds. */
  changedMs(path: string): number;
}

/** The machine's own disk. */
export const diskFiles: SpoolFiles = {
  makeFolder: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  list: (path) => readdirSync(path).sort(),
  create: (path) => openSync(path, 'wx+', 0o600),
  open: (path) => openSync(path, 'r+'),
  close: closeSync,
  write(file, bytes, position) {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done, bytes.length - done, position + done);
    }
  },
  read(file, length, position) {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = readSync(file, bytes, done, length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  },
  truncate: ftruncateSync,
  readWhole: (path) => readFile(path),
  sync: (file) =>
    new Promise((resolve, reject) => {
      fdatasync(file, (error) => (error === null ? resolve() : reject(error)));
    }),
  syncNow: fdatasyncSync,
  syncFolder(path) {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  },
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: rmdirSync,
  touch(path) {
    const now = new Date();
    utimesSync(path, now, now);
  },
  changedMs: (path) => statSync(path).mtimeMs,
};
