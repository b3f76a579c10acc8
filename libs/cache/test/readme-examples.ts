import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as lib from '../src/index.ts';
import * as next from '../src/next/index.ts';
import * as postgres from '../src/postgres/index.ts';
import * as redis from '../src/redis/index.ts';
import * as sealed from '../src/sealed/index.ts';

const page = (path: string) => readFileSync(join(__dirname, path), 'utf8');
export const readme = page('../README.md');
const guide = page('../../../docs/guide/caching.md');

const all = [readme, guide].flatMap((text) =>
  [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code),
);
const needsServers = (code: string) => /from '(pg|ioredis)'/.test(code);

/** The TypeScript examples of the README and the guide, in their order: those that run by themselves. */
export const examples = all.filter((code) => !needsServers(code));

/** Those that need the servers at DATABASE_URL and REDIS_URL. */
export const examplesWithServers = all.filter(needsServers);

const sources: Readonly<Record<string, unknown>> = {
  '@unite/cache': lib,
  '@unite/cache/next': next,
  '@unite/cache/postgres': postgres,
  '@unite/cache/redis': redis,
  '@unite/cache/sealed': sealed,
};

/** The entry points of which examples are shown. */
export const entryPoints = Object.keys(sources);

/** Of functions that may wait. */
const AsyncFunction = (async () => undefined).constructor as FunctionConstructor; // only its result differs

/** Runs one example against the sources and resolves with what it printed. */
export async function printed(code: string): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const run = new AsyncFunction('require', 'exports', 'console', outputText);
  const load = (id: string): unknown => sources[id] ?? jest.requireActual(id);
  await run(load, {}, { log: (line: unknown) => lines.push(line) });
  return lines;
}

/** What an example says that it prints: the comments behind its `console.log` lines. */
export function promised(code: string): readonly string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said = '']) => said);
}
