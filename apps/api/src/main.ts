import { register } from '@unite/apm';
import { aiCostOf } from '@unite/apm/cost';
import { createHashId } from '@unite/apm/sentry';
import { runWithContext, untraced } from '@unite/tracing';

import { apiPlugins } from './api-plugins.ts';
import { buildApp } from './app.ts';
import { createApiKeys } from './auth/stored-api-keys.ts';
import { openRecordCaches } from './cache/record-caches.ts';
import { campaignKind } from './campaigns/campaign-kind.ts';
import { systemClock } from './clock.ts';
import { describeFaults, readConfig } from './config.ts';
import { contactKind } from './contacts/contact-kind.ts';
import { openDatabase } from './db/database.ts';
import { latestMigration } from './db/latest-migration.ts';
import { createOpenAiDraftProvider } from './drafts/openai-draft-provider.ts';
import { createDrain } from './drain.ts';
import { createLiveHealth } from './health/live-health.ts';
import { createLogger } from './logger.ts';
import { createLiveOperations } from './operations/live-operations.ts';
import { createRequestMetrics } from './operations/request-metrics.ts';
import { refuseRaw } from './problem-answers.ts';
import { purgeDeleted } from './records/purge.ts';
import { writeAlone } from './records/joined-write.ts';
import { createRecords } from './records/record-store.ts';
import { repeatJob } from './repeating-job.ts';
import { apiVersion } from './version.ts';
import { priceBooksWith } from './telemetry/price-books.ts';
import { apmConfig } from './telemetry/telemetry.ts';
import { startTracing } from './telemetry/tracing.ts';
import { createLatestTraces } from './traces/latest-traces.ts';
import { createWorkspaces } from './workspaces/stored-workspaces.ts';

const read = readConfig();
if (!read.ok) {
  process.stderr.write(describeFaults(read.faults));
  process.exit(2);
}
const { config } = read;
const clock = systemClock;
const latestTraces = createLatestTraces();
const logger = createLogger(config.logLevel, { onLine: (line) => latestTraces.addLine(line) });

const tracing = startTracing({
  config: config.telemetry,
  version: apiVersion,
  onFault: (err) => logger.warn({ err }, 'tracing failed'),
  onKept: (spans, reason) => latestTraces.addSpans(spans, reason),
});
const priceBooks = priceBooksWith(config.ai);
const apm = register(apmConfig(config.telemetry, apiVersion, tracing, priceBooks));
const db = openDatabase({
  url: config.databaseUrl,
  onQuery: (durationMs) => apm.costs?.addDatabaseMs(durationMs),
  onIdleError: (err) => logger.warn({ err }, 'database connection lost'),
});
const stored = {
  contacts: createRecords(db, contactKind, { clock }),
  campaigns: createRecords(db, campaignKind, { clock }),
};
// What it does by itself, all the time, is done for no request.
const caches = config.isCached
  ? untraced(() => openRecordCaches({ ...config, ...stored, logger }))
  : null;
const { contacts, campaigns } = caches ?? stored;
const requests = createRequestMetrics();
const { salt } = config.telemetry;
const hashId = salt === null ? null : createHashId(salt);
const isDraining = (): boolean => drain.draining;
const operations = createLiveOperations({
  version: apiVersion,
  postgresUrls: [config.databaseUrl, ...config.replicaUrls],
  redisUrl: config.redisUrl,
  aiModel: config.ai?.model ?? null,
  requests,
  telemetry: apm,
  caches,
  isDraining,
  clock,
});
const api = await buildApp({
  version: apiVersion,
  logger,
  requests,
  telemetry: apm,
  metricsToken: config.telemetry.metricsToken,
  db,
  keys: createApiKeys(db, { clock }),
  hashPrincipal: hashId && ((keyId) => hashId('user', keyId)),
  workspaces: createWorkspaces(db, { clock }),
  contacts,
  campaigns,
  writeContacts: caches?.contacts.joinedWrite ?? writeAlone,
  drafts:
    config.ai === null
      ? null
      : createOpenAiDraftProvider({
          ...config.ai,
          onUsage: (usage) => apm.costs?.addAiTokens(usage),
          costOf: (usage) => aiCostOf(priceBooks, usage, clock.now()),
        }),
  health: createLiveHealth({
    databaseUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    migration: latestMigration,
    isDraining,
    isCacheWhole: caches?.hasRedis ? caches.isWhole : null,
    clock,
  }),
  operations,
  traces: { latest: latestTraces, explain: (traceId) => tracing.explain(traceId), clock },
  plugins: apiPlugins,
});
const purge = repeatJob(
  () =>
    runWithContext({}, async () => {
      const purged = await purgeDeleted(db, { clock });
      if (purged > 0) logger.info({ purged }, 'deleted records purged');
    }),
  {
    intervalMs: 60 * 60 * 1000,
    onError: (err) => logger.error({ err }, 'purge failed'),
  },
);

/** How long telemetry may be sent at the end; what has not arrived then waits on disk. */
const telemetryMs = 500;

/** What must be left of the grace time after the deadline, to close connections and to exit. */
const exitMs = 2_000;
const drain = createDrain(api.server, {
  delayMs: config.drainDelayMs,
  deadlineMs: config.shutdownGraceMs - config.drainDelayMs - exitMs,
  close: () => api.close(),
  refuse: refuseRaw,
});

async function shutDown(signal: NodeJS.Signals): Promise<void> {
  // Whatever hangs must not outlive the grace time; a second signal means now.
  setTimeout(() => process.exit(1), config.shutdownGraceMs - exitMs / 2).unref();
  logger.info({ signal }, 'draining');
  const outcome = await drain.start();
  await purge.stop();
  operations.close();
  await caches?.close();
  await db.destroy();
  await Promise.all([
    tracing.close({ deadlineMs: telemetryMs }),
    apm.close({ deadlineMs: telemetryMs }),
  ]);
  logger.info({ outcome }, 'stopped');
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    process.once(signal, () => process.exit(1));
    void shutDown(signal);
  });
}

try {
  await api.listen({ host: config.host, port: config.port });
} catch (err) {
  logger.fatal({ err }, 'cannot listen');
  process.exit(1);
}
