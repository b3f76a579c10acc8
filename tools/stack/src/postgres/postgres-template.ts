import { createHash, randomBytes } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce } from './build-once.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { renderSettings, type PostgresSettings } from './postgres-settings.ts';
import { commandFailed, runCommand } from '../process/run-command.ts';
import type { ServerAccount } from './server-account.ts';

/** Passwords of the cluster's accounts: random, made with the template. */
export interface PostgresPasswords {
  readonly superuser: string;
  readonly replicator: string;
  readonly owner: string;
  readonly app: string;
}

/** A data folder that was shut down cleanly, ready to be copied for each node. */
export interface PostgresTemplate {
  /** The data folder. */
  readonly data: string;
  readonly passwords: PostgresPasswords;
  /** Whether initdb had to run for it. */
  readonly origin: 'built' | 'found';
}

/** What a template is made from; all of it is part of its name in the cache. */
export interface TemplateContent {
  readonly settings: PostgresSettings;
  readonly database: string;
  readonly ownerRole: string;
  readonly appRole: string;
}

/** Name of the administrator account in every cluster. */
export const superuserRole = 'postgres';
/** Name of the account that standbys connect with. */
export const replicatorRole = 'unite_replicator';

// The builtin provider behaves the same on every machine, whatever locales its libc has.
const initdbArgs = [
  '-E',
  'UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
];

const accessRules = `# Loopback only, passwords always.
host all         all               127.0.0.1/32 scram-sha-256
host replication ${replicatorRole} 127.0.0.1/32 scram-sha-256
`;

/**
 * Provides the template of this version and content from the cache, building it when it is not
 * there: initdb, settings, roles and the empty database.
 */
export async function postgresTemplate(
  binaries: PostgresBinaries,
  content: TemplateContent,
  environment: {
    readonly cacheDirectory: string;
    readonly account: ServerAccount | null;
    readonly onProgress: (text: string) => void;
  },
): Promise<PostgresTemplate> {
  const { cacheDirectory, account, onProgress } = environment;
  const folder = join(cacheDirectory, templateName(binaries.version, content));
  const origin = await buildOnce(folder, async (partial) => {
    onProgress(
      `PostgreSQL ${binaries.version}: creating the data folder template (first time only)`,
    );
    await buildTemplate(partial, binaries, content, account);
  });
  const passwords: unknown = JSON.parse(await readFile(join(folder, 'passwords.json'), 'utf8'));
  return { data: join(folder, 'data'), passwords: passwords as PostgresPasswords, origin }; // written by buildTemplate
}

/** The template's folder name: the version, and a digest of everything that shapes it. */
export function templateName(version: string, content: TemplateContent): string {
  const recipe = JSON.stringify([version, initdbArgs, accessRules, content]);
  return `postgres-${version}-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`;
}

async function buildTemplate(
  folder: string,
  binaries: PostgresBinaries,
  content: TemplateContent,
  account: ServerAccount | null,
): Promise<void> {
  const passwords: PostgresPasswords = {
    superuser: randomPassword(),
    replicator: randomPassword(),
    owner: randomPassword(),
    app: randomPassword(),
  };
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'superuser');
  await mkdir(data, { mode: 0o700 });
  await writePrivate(passwordFile, passwords.superuser, account);
  await writePrivate(join(folder, 'passwords.json'), JSON.stringify(passwords), null);
  await chmod(folder, 0o700);
  if (account)
    await Promise.all([data, folder].map((path) => chown(path, account.uid, account.gid)));

  const superuser = ['-U', superuserRole, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const unattended = ['--no-sync', '--no-instructions'];
  await runCommand(binaries.initdb, ['-D', data, ...superuser, ...initdbArgs, ...unattended], {
    account,
  });
  await rm(passwordFile);
  await appendFile(join(data, 'postgresql.conf'), `\n${renderSettings(content.settings)}`);
  await writePrivate(join(data, 'pg_hba.conf'), accessRules, account);
  await createDatabase(data, binaries, content, passwords, account);
}

/** Creates roles and database in single-user mode: no port, no password, a clean shutdown at the end. */
async function createDatabase(
  data: string,
  binaries: PostgresBinaries,
  { database, ownerRole, appRole }: TemplateContent,
  passwords: PostgresPasswords,
  account: ServerAccount | null,
): Promise<void> {
  const statements = [
    `create role ${replicatorRole} login replication password '${passwords.replicator}'`,
    `create role ${ownerRole} login password '${passwords.owner}'`,
    `create role ${appRole} login password '${passwords.app}'`,
    `create database ${database} owner ${ownerRole}`,
    `revoke all on database ${database} from public`,
    `grant connect on database ${database} to ${appRole}`,
  ];
  const args = ['--single', '-D', data, 'postgres'];
  const input = statements.map((statement) => `${statement};\n`).join('');
  const { stderr } = await runCommand(binaries.postgres, args, { account, input });
  // It goes on after an error and ends with 0.
  if (/ERROR|FATAL|PANIC/.test(stderr)) throw commandFailed('postgres --single', stderr.trim());
}

function randomPassword(): string {
  return randomBytes(24).toString('base64url'); // needs no escaping, neither in SQL nor in a URL
}

async function writePrivate(
  path: string,
  content: string,
  account: ServerAccount | null,
): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
  if (account) await chown(path, account.uid, account.gid);
}
