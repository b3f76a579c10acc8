import { rm } from 'node:fs/promises';
import { copyTemplate } from './copy-template.ts';
import { StackError } from '../errors.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { createPostgresCluster, type PostgresCluster } from './postgres-cluster.ts';
import { createPostgresServer, type PostgresServer } from './postgres-server.ts';
import { defaultSettings, plainIdentifier, type PostgresSettings } from './postgres-settings.ts';
import { postgresTemplate, type TemplateContent } from './postgres-template.ts';
import { cacheDirectory, createRunDirectory } from '../process/private-directory.ts';
import { reaper } from '../process/reaper.ts';
import { serverAccount } from './server-account.ts';
import { findWorkspaceRoot } from '../workspace-root.ts';

/** What kind of cluster to start. */
export interface PostgresOptions {
  /** Streaming replicas beside the primary, 0 to 8. Default 2. */
  readonly replicas?: number;
  /** Name of the empty database. Default "unite". */
  readonly database?: string;
  /** The two accounts; each logs in with a random password. */
  readonly roles?: {
    /** Owns the database and runs migrations; no superuser. Default "unite_owner". */
    readonly owner?: string;
    /** The app's account: may connect, and whatever migrations grant. Default "unite_app". */
    readonly app?: string;
  };
  /** Settings of postgresql.conf that differ from {@link defaultSettings}. Default none. */
  readonly settings?: PostgresSettings;
  /** Folder of the template that is kept between runs. Default `.unite/cache` of the workspace. */
  readonly cacheDirectory?: string;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Starts PostgreSQL: a primary and its streaming replicas on loopback, from the embedded binaries.
 * The data lives in a temporary folder and goes with the cluster. Everything ends with this
 * process, also after `kill -9`. The first start on a machine builds a template (seconds), later
 * ones copy it.
 *
 * @throws {StackError} STACK_BAD_OPTION, STACK_BINARIES_MISSING, STACK_NO_ACCOUNT,
 *   STACK_COMMAND_FAILED, STACK_SERVER_EXITED or STACK_TIMEOUT
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresCluster> {
  const { replicas, content, onProgress } = resolveOptions(options);
  const account = serverAccount();
  const workspaceRoot = findWorkspaceRoot();
  const cache = options.cacheDirectory ?? cacheDirectory(workspaceRoot, account);
  const environment = { workspaceRoot, account, cacheDirectory: cache, onProgress };
  const binaries = await findPostgresBinaries(environment);
  const template = await postgresTemplate(binaries, content, environment);

  onProgress(`starting PostgreSQL ${binaries.version}: 1 primary, ${replicas} replicas`);
  const directory = createRunDirectory(account);
  const release = reaper().own(directory);
  const { database, ownerRole, appRole } = content;
  const { passwords } = template;
  const create = async (index: number): Promise<PostgresServer> => {
    const name = `node${index}`;
    const server = await createPostgresServer({
      name,
      directory,
      database,
      passwords,
      binaries,
      account,
    });
    await copyTemplate(template.data, server.data, account);
    return server;
  };
  const started: PostgresServer[] = [];
  const close = async () => {
    await Promise.all(started.map((server) => server.discard()));
    await rm(directory, { recursive: true, force: true });
    release();
  };
  try {
    const [primary, ...standbys] = await Promise.all([
      create(0),
      ...Array.from({ length: replicas }, (_, index) => create(index + 1)),
    ]);
    started.push(primary, ...standbys);
    return await createPostgresCluster({
      servers: [primary, ...standbys],
      database,
      app: { user: appRole, password: passwords.app },
      owner: { user: ownerRole, password: passwords.owner },
      account,
      version: binaries.version,
      template: template.origin,
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

function resolveOptions(options: PostgresOptions): {
  readonly replicas: number;
  readonly content: TemplateContent;
  readonly onProgress: (text: string) => void;
} {
  const {
    replicas = 2,
    database = 'unite',
    roles = {},
    settings = {},
    onProgress = () => undefined,
  } = options;
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > 8) {
    throw new StackError('STACK_BAD_OPTION', {
      what: 'The option replicas cannot be used',
      why: `${replicas} is not a whole number from 0 to 8`,
      todo: 'ask for 0 to 8 replicas',
    });
  }
  const content = {
    settings: { ...defaultSettings, ...settings },
    database: plainIdentifier('database', database),
    ownerRole: plainIdentifier('roles.owner', roles.owner ?? 'unite_owner'),
    appRole: plainIdentifier('roles.app', roles.app ?? 'unite_app'),
  };
  return { replicas, content, onProgress };
}
