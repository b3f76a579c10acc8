import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A target of `exports`: a file, nothing, or one target per condition. */
export type ExportTarget = string | null | { readonly [condition: string]: ExportTarget };

/** The parts of a lib's `package.json` that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main?: string;
  readonly module?: string;
  readonly types?: string;
  readonly exports?: { readonly [subpath: string]: ExportTarget };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** One thing that users of a lib can import. All paths are relative to the lib. */
export interface EntryPoint {
  /** As written in `exports`, e.g. `.` or `./fastify`. */
  readonly subpath: string;
  /** What its report is called, e.g. `index` or `fastify`. */
  readonly name: string;
  /** The ESM file. */
  readonly module: string;
  /** The declarations of the ESM file. */
  readonly types: string;
}

/** Reads `package.json` of the project at `folder`. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // npm checks its shape
}

/** The entry points that hold code: those of `exports` with ESM and declarations, in their order. */
export function entryPoints({ exports = {} }: Manifest): readonly EntryPoint[] {
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const esm = condition(target, 'import');
    const types = condition(esm, 'types');
    const module = condition(esm, 'default');
    if (typeof types !== 'string' || typeof module !== 'string') return [];
    return [{ subpath, name: entryName(subpath), module, types }];
  });
}

/** Every file that `main`, `module`, `types` and `exports` promise, without the leading `./`. */
export function promisedFiles(manifest: Manifest): readonly string[] {
  const { main, module, types, exports = {} } = manifest;
  const files = [main, module, types, ...Object.values(exports).flatMap(targetFiles)];
  return [
    ...new Set(files.filter((file) => file !== undefined).map((file) => file.replace('./', ''))),
  ];
}

function entryName(subpath: string): string {
  return subpath === '.' ? 'index' : subpath.slice(2).replaceAll('/', '-');
}

function condition(target: ExportTarget | undefined, name: string): ExportTarget | undefined {
  return typeof target === 'object' && target !== null ? target[name] : undefined;
}

function targetFiles(target: ExportTarget): readonly string[] {
  if (target === null) return [];
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(targetFiles);
}
