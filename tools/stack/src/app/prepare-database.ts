import { join } from 'node:path';
import { commandFailed, runCommand } from '../process/run-command.ts';

/** A workspace of the app, with a key for its API. */
export interface AppWorkspace {
  readonly id: string;
  readonly name: string;
  readonly apiKey: string;
}

/** What {@link migrateDatabase} and {@link provisionWorkspace} run on. */
export interface DatabaseCommandOptions {
  /** Checkout in which the API is built. */
  readonly root: string;
  /** Address for the account that owns the database. */
  readonly migrationUrl: string;
  /** The rest of the environment. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Brings the database to the newest schema.
 *
 * @throws {StackError} STACK_COMMAND_FAILED
 */
export async function migrateDatabase(options: DatabaseCommandOptions): Promise<void> {
  await runEntry('migrate.js', [], options);
}

/**
 * Creates the workspace of this name when it is not there, and a new key for it.
 *
 * @throws {StackError} STACK_COMMAND_FAILED
 */
export async function provisionWorkspace(
  name: string,
  options: DatabaseCommandOptions,
): Promise<AppWorkspace> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const args = [
    '--name',
    name,
    '--tier',
    'pro',
    '--time-zone',
    timeZone,
    '--key-name',
    'local-stack',
  ];
  const printed = await runEntry('provision.js', args, options);
  const workspace = parseProvisioned(printed);
  if (!workspace) throw commandFailed('provision.js', `it printed no workspace:\n${printed}`);
  return workspace;
}

/** Reads the last line that provision.js prints; null when it is something else. */
export function parseProvisioned(printed: string): AppWorkspace | null {
  const line = printed.trimEnd().split('\n').at(-1) ?? '';
  const found = attemptJson(line);
  if (typeof found !== 'object' || found === null) return null;
  const { workspace, apiKey } = found as { workspace?: Partial<AppWorkspace>; apiKey?: unknown }; // checked next
  if (typeof workspace?.id !== 'string' || typeof workspace.name !== 'string') return null;
  return typeof apiKey === 'string' ? { id: workspace.id, name: workspace.name, apiKey } : null;
}

async function runEntry(
  entry: string,
  args: readonly string[],
  { root, migrationUrl, env }: DatabaseCommandOptions,
): Promise<string> {
  const script = join(root, 'apps/api/dist', entry);
  const { stdout } = await runCommand(process.execPath, [script, ...args], {
    name: entry,
    cwd: join(root, 'apps/api'),
    env: { ...env, DATABASE_MIGRATION_URL: migrationUrl },
    timeoutMs: 60_000,
  });
  return stdout;
}

function attemptJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
