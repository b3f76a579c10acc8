import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StackError } from '../errors.ts';
import type { LocalServers } from './local-servers.ts';
import { isRunning, readProcess } from '../process/process-table.ts';
import { reaper } from '../process/reaper.ts';

/** What runs at the moment, with its addresses and keys: `.unite/stack.json`. */
export interface StackFile {
  /** The process that everything belongs to. */
  readonly pid: number;
  /** Tells that process from a later one with its pid. */
  readonly startedAt: string;
  readonly postgres: {
    readonly version: string;
    readonly nodes: readonly {
      readonly name: string;
      readonly role: string;
      readonly port: number;
      readonly url: string;
    }[];
    readonly databaseUrl: string;
    readonly migrationUrl: string;
    readonly replicaUrls: readonly string[];
  };
  readonly redis: { readonly url: string; readonly version: string } | null;
  /** The fake AI provider; its modes are set with `POST <url>/_control`. */
  readonly ai: { readonly url: string };
  readonly api?: { readonly url: string; readonly pid: number };
  readonly web?: { readonly url: string; readonly pid: number };
  readonly demo?: {
    readonly workspaceId: string;
    readonly workspaceName: string;
    readonly apiKey: string;
  };
}

/** Path of the stack file, from the root of the workspace. */
export const stackFilePath = join('.unite', 'stack.json');

/**
 * Writes the stack file, readable by us alone, in one step: a reader sees the old one or the new
 * one. It is removed when this process ends, however it ends.
 *
 * @returns a function that removes it now
 * @throws {StackError} STACK_ALREADY_RUNNING when it belongs to another process that runs
 */
export function writeStackFile(
  workspaceRoot: string,
  content: Omit<StackFile, 'pid' | 'startedAt'>,
): () => void {
  const path = join(workspaceRoot, stackFilePath);
  const present = readStackFile(workspaceRoot);
  if (present && present.pid !== process.pid) throw alreadyRunning(present.pid);
  const startedAt = readProcess(process.pid)?.startedAt ?? '';
  const file: StackFile = { pid: process.pid, startedAt, ...content };
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
  const release = reaper().own(path);
  return () => {
    rmSync(path, { force: true });
    release();
  };
}

/** Reads the stack file; null when there is none, or when the process it belongs to has ended. */
export function readStackFile(workspaceRoot: string): StackFile | null {
  let content: string;
  try {
    content = readFileSync(join(workspaceRoot, stackFilePath), 'utf8');
  } catch {
    return null;
  }
  const file = JSON.parse(content) as StackFile; // written by writeStackFile, nobody else
  return isRunning(file) ? file : null;
}

/** The part of the stack file that tells of the servers. */
export function describeServers({
  postgres,
  redis,
  ai,
}: Pick<LocalServers, 'postgres' | 'redis' | 'ai'>): Pick<StackFile, 'postgres' | 'redis' | 'ai'> {
  const { version, databaseUrl, migrationUrl, replicaUrls } = postgres;
  const nodes = postgres.nodes.map(({ name, role, port, url }) => ({ name, role, port, url }));
  return {
    postgres: { version, nodes, databaseUrl, migrationUrl, replicaUrls },
    redis: redis && { url: redis.url, version: redis.version },
    ai: { url: ai.url },
  };
}

function alreadyRunning(pid: number): StackError {
  return new StackError('STACK_ALREADY_RUNNING', {
    what: 'The stack was not started',
    why: `one runs already in this checkout (process ${pid})`,
    todo: 'stop it first, with Ctrl-C where it runs',
  });
}
