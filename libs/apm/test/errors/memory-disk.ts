import { dirname, basename } from 'node:path';

import type { SpoolFiles } from '../../src/sentry/spool-files.ts';

/** What a disk does to whoever asks it for something. */
export type DiskFault = 'none' | 'ENOSPC' | 'EROFS' | 'EIO' | 'torn';

/** A disk in memory that outlives the processes which use it, and fails on demand. */
export interface MemoryDisk {
  readonly files: SpoolFiles;
  /** `torn` writes half and throws ENOSPC; ENOSPC fails what grows, EROFS what changes, EIO everything. */
  fault: DiskFault;
  /** The content of each file by its path. */
  contents(): ReadonlyMap<string, Buffer>;
  /** Changes a file's bytes behind everybody's back. */
  damage(path: string, change: (bytes: Buffer) => Buffer): void;
}

interface Inode {
  bytes: Buffer;
  changedMs: number;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: the disk was told to fail`), { code });
}

/** Creates an empty disk whose times are those of `now`. */
export function createMemoryDisk(now: () => number): MemoryDisk {
  const inodes = new Map<string, Inode>();
  const folders = new Map<string, { changedMs: number }>();
  const open = new Map<number, Inode>();
  let lastFile = 2;
  const disk = { fault: 'none' as DiskFault }; // widened: it is assigned from outside

  const ask = (kind: 'read' | 'change' | 'grow'): void => {
    const fails = {
      none: [],
      torn: [],
      ENOSPC: ['grow'],
      EROFS: ['grow', 'change'],
      EIO: ['grow', 'change', 'read'],
    };
    const kinds: readonly string[] = fails[disk.fault];
    if (kinds.includes(kind)) throw failure(disk.fault);
  };
  const at = (file: number): Inode => open.get(file) ?? raise('EBADF');
  const named = (path: string): Inode => inodes.get(path) ?? raise('ENOENT');
  const handle = (inode: Inode): number => {
    lastFile += 1;
    open.set(lastFile, inode);
    return lastFile;
  };
  const put = (inode: Inode, bytes: Uint8Array, position: number): void => {
    const size = Math.max(inode.bytes.length, position + bytes.length);
    const grown = Buffer.alloc(size);
    inode.bytes.copy(grown);
    grown.set(bytes, position);
    inode.bytes = grown;
  };
  const below = (path: string, folder: string) => path.startsWith(`${folder}/`);

  const files: SpoolFiles = {
    makeFolder(path) {
      if (folders.has(path)) return;
      ask('grow');
      folders.set(path, { changedMs: now() });
    },
    list(path) {
      ask('read');
      const names = [...inodes.keys(), ...folders.keys()].filter((one) => dirname(one) === path);
      return names.map((one) => basename(one)).sort();
    },
    create(path) {
      ask('grow');
      if (!folders.has(dirname(path))) throw failure('ENOENT');
      if (inodes.has(path)) throw failure('EEXIST');
      const inode = { bytes: Buffer.alloc(0), changedMs: now() };
      inodes.set(path, inode);
      return handle(inode);
    },
    open: (path) => handle(named(path)),
    close: (file) => void (open.delete(file) || raise('EBADF')),
    write(file, bytes, position) {
      const inode = at(file);
      ask(position + bytes.length > inode.bytes.length ? 'grow' : 'change');
      if (disk.fault === 'torn' && bytes.length > 1) {
        put(inode, bytes.subarray(0, bytes.length / 2), position);
        throw failure('ENOSPC');
      }
      put(inode, bytes, position);
    },
    read(file, length, position) {
      ask('read');
      return Buffer.from(at(file).bytes.subarray(position, position + length));
    },
    truncate(file, length) {
      ask('change');
      at(file).bytes = at(file).bytes.subarray(0, length);
    },
    async readWhole(path) {
      ask('read');
      return Buffer.from(named(path).bytes);
    },
    async sync() {
      ask('change');
    },
    syncNow: () => ask('change'),
    syncFolder: () => ask('change'),
    rename(from, to) {
      ask('change');
      const folder = folders.get(from);
      if (folder === undefined) {
        inodes.set(to, named(from));
        inodes.delete(from);
        return;
      }
      folders.delete(from);
      folders.set(to, folder);
      for (const [path, inode] of [...inodes].filter(([one]) => below(one, from))) {
        inodes.delete(path);
        inodes.set(to + path.slice(from.length), inode);
      }
    },
    removeFile(path) {
      ask('change');
      named(path);
      inodes.delete(path);
    },
    removeFolder(path) {
      ask('change');
      if (!folders.has(path)) throw failure('ENOENT');
      if ([...inodes.keys()].some((one) => below(one, path))) throw failure('ENOTEMPTY');
      folders.delete(path);
    },
    touch(path) {
      ask('change');
      (folders.get(path) ?? raise('ENOENT')).changedMs = now();
    },
    changedMs: (path) => (folders.get(path) ?? inodes.get(path) ?? raise('ENOENT')).changedMs,
  };
  return Object.assign(disk, {
    files,
    contents: () => new Map([...inodes].map(([path, { bytes }]) => [path, bytes])),
    damage(path: string, change: (bytes: Buffer) => Buffer) {
      named(path).bytes = change(named(path).bytes);
    },
  });
}

function raise(code: string): never {
  throw failure(code);
}
