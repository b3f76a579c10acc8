import { type Apm, register } from '@unite/apm';
import { type FakeAi, type PostgresCluster, startPostgres } from '@unite/stack';
import type { Kysely } from 'kysely';
import { join } from 'node:path';

import type { Api } from '../../src/api-instance.ts';
import { apiPlugins } from '../../src/api-plugins.ts';
import { type AppDependencies, buildApp } from '../../src/app.ts';
import { createApiKeys } from '../../src/auth/stored-api-keys.ts';
import { openRecordCaches } from '../../src/cache/record-caches.ts';
import { campaignKind } from '../../src/campaigns/campaign-kind.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { contactKind } from '../../src/contacts/contact-kind.ts';
import { openDatabase } from '../../src/db/database.ts';
import { latestMigration } from '../../src/db/latest-migration.ts';
import { migrate } from '../../src/db/migrations.ts';
import type { Database, WorkspaceTier } from '../../src/db/schema.ts';
import { createOpenAiDraftProvider } from '../../src/drafts/openai-draft-provider.ts';
import { createLiveHealth } from '../../src/health/live-health.ts';
import { createLogger } from '../../src/logger.ts';
import { createLiveOperations } from '../../src/operations/live-operations.ts';
import { createRequestMetrics } from '../../src/operations/request-metrics.ts';
import { provision } from '../../src/provisioning.ts';
import { writeAlone } from '../../src/records/joined-write.ts';
import { createRecords } from '../../src/records/record-store.ts';
import type { Telemetry } from '../../src/telemetry/telemetry.ts';
import { createLatestTraces } from '../../src/traces/latest-traces.ts';
import { createWorkspaces } from '../../src/workspaces/stored-workspaces.ts';

/** A workspace and a caller that has its key. */
export interface Tenant {
  readonly workspaceId: string;
  readonly key: string;
  /** Sends JSON with the key; `body` undefined sends none. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

/** What a call sends beside its method and path. */
export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; empty when there is none. Typed loosely, because each test knows what it asked. */
  readonly body: Record<string, unknown>;
}

/** The service, listening, on a PostgreSQL of its own. */
export interface ApiStage {
  readonly url: string;
  readonly api: Api;
  readonly postgres: PostgresCluster;
  /** Connected as the service's role. */
  readonly db: Kysely<Database>;
  /** Connected as the owner of the tables. */
  readonly owner: Kysely<Database>;
  /** Everything that was logged, line by line. */
  readonly log: string[];
  /** @param tier default `free` */
  tenant(name?: string, tier?: WorkspaceTier): Promise<Tenant>;
  /** Runs a statement as superuser, for whom there is no row-level security. */
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** What a stage may differ in. */
export interface ApiStageOptions {
  readonly replicas?: number;
  readonly ai?: FakeAi;
  readonly redisUrl?: string;
  readonly clock?: Clock;
  readonly isDraining?: () => boolean;
  /** Reports errors to this Sentry. Default: they are not reported. */
  readonly sentryDsn?: string;
  /** What the service gets of the telemetry that was registered. Default: all of it. */
  readonly telemetryOf?: (apm: Apm) => Telemetry;
  /** Default false, as many a test writes beside the service. */
  readonly isCached?: boolean;
  /** Further routes. */
  readonly plugins?: AppDependencies['plugins'];
}

/** The project's folder, from wherever the tests were started. */
export const projectFolder = join(process.cwd(), process.cwd().endsWith('api') ? '.' : 'apps/api');

/** Starts PostgreSQL, migrates it and serves the API, all in the source's own words. */
export async function openApiStage(options: ApiStageOptions = {}): Promise<ApiStage> {
  const {
    replicas = 0,
    ai,
    redisUrl = null,
    clock = systemClock,
    isDraining = () => false,
    sentryDsn,
    telemetryOf = (apm) => apm,
    plugins = [],
    isCached = false,
  } = options;
  const postgres = await startPostgres({ replicas });
  const [primary] = postgres.nodes;
  if (primary === undefined) throw new Error('the cluster has no node');
  await migrate({
    url: postgres.migrationUrl,
    folder: join(projectFolder, 'migrations'),
    direction: 'up',
  });
  const log: string[] = [];
  const logger = createLogger('debug', { destination: { write: (line) => log.push(line) } });
  const db = openDatabase({ url: postgres.databaseUrl, onIdleError: () => undefined });
  const owner = openDatabase({ url: postgres.migrationUrl, onIdleError: () => undefined });
  const requests = createRequestMetrics();
  // Without the cost ledger, which watches the whole thread and would outlive the spec file.
  const apm = register({
    service: { name: 'unite-api', version: 'test', environment: 'test' },
    ...(sentryDsn === undefined ? {} : { errors: { dsn: sentryDsn, salt: 'a salt of the stage' } }),
  });
  const telemetry = telemetryOf(apm);
  const stored = {
    contacts: createRecords(db, contactKind, { clock }),
    campaigns: createRecords(db, campaignKind, { clock }),
  };
  const { databaseUrl } = postgres;
  const caches = isCached ? openRecordCaches({ redisUrl, databaseUrl, ...stored, logger }) : null;
  const { contacts, campaigns } = caches ?? stored;
  const aiOptions = ai && { baseUrl: `${ai.url}/v1`, apiKey: ai.apiKey, model: ai.model };
  const operations = createLiveOperations({
    version: 'test',
    postgresUrls: [postgres.databaseUrl, ...postgres.replicaUrls],
    redisUrl,
    aiModel: ai?.model ?? null,
    requests,
    telemetry,
    caches,
    isDraining,
    clock,
  });
  const api = await buildApp({
    version: 'test',
    logger,
    requests,
    telemetry,
    metricsToken: null,
    db,
    keys: createApiKeys(db, { clock }),
    hashPrincipal: null,
    workspaces: createWorkspaces(db, { clock }),
    contacts,
    campaigns,
    writeContacts: caches?.contacts.joinedWrite ?? writeAlone,
    drafts: aiOptions === undefined ? null : createOpenAiDraftProvider(aiOptions),
    health: createLiveHealth({
      databaseUrl: postgres.databaseUrl,
      redisUrl,
      migration: latestMigration,
      isDraining,
      isCacheWhole: caches?.hasRedis ? caches.isWhole : null,
      clock,
    }),
    operations,
    traces: { latest: createLatestTraces(), explain: () => undefined, clock },
    plugins: [...apiPlugins, ...plugins],
  });
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  let tenants = 0;

  return {
    url,
    api,
    postgres,
    db,
    owner,
    log,
    async tenant(name = `Workspace ${++tenants}`, tier = 'free') {
      const { workspace, apiKey } = await provision(owner, {
        name,
        tier,
        timeZone: 'UTC',
        keyName: 'test',
      });
      return {
        workspaceId: workspace.id,
        key: apiKey,
        call: (method, path, call = {}) =>
          ask(`${url}${path}`, method, {
            ...call,
            headers: { authorization: `Bearer ${apiKey}`, ...call.headers },
          }),
      };
    },
    // The rows are what the statement says; only the test knows.
    sql: async <Row>(text: string, values: unknown[] = []) =>
      (await postgres.sql(primary, text, values)) as Row[],
    async close() {
      operations.close();
      await api.close();
      await caches?.close();
      if (sentryDsn !== undefined) await apm.close({ deadlineMs: 0 });
      await Promise.all([db.destroy(), owner.destroy()]);
      await postgres.close();
    },
  };
}

/** Sends one request and reads the answer. */
export async function ask(url: string, method: string, options: CallOptions = {}): Promise<Answer> {
  const json = options.body === undefined || typeof options.body === 'string' ? {} : jsonHeader;
  const response = await fetch(url, {
    method,
    headers: { ...json, ...options.headers },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson && !text.includes('\n{') && text !== '' ? JSON.parse(text) : {};
  // Parsed JSON objects; see Answer.
  return { status: response.status, headers: response.headers, text, body: body as Answer['body'] };
}

const jsonHeader = { 'content-type': 'application/json' };
