import { pino } from 'pino';
import { Kysely, PostgresDialect } from 'kysely';

import { type AppDependencies, buildApp } from './app.ts';
import type { Database } from './db/schema.ts';
import { systemClock } from './clock.ts';
import { createRequestMetrics } from './operations/request-metrics.ts';
import { createLatestTraces } from './traces/latest-traces.ts';
import { apiVersion } from './version.ts';

/**
 * The OpenAPI document as committed in `openapi.json`: indented, ending in a line feed.
 *
 * Routes are described and never called, so nothing is behind them.
 *
 * @param plugins Those of `AppDependencies`, whose routes are described too.
 */
export async function openApiDocument(plugins: AppDependencies['plugins']): Promise<string> {
  const nothing = (): never => {
    throw new Error('this app is only described');
  };
  const records = {
    list: nothing,
    count: nothing,
    read: nothing,
    create: nothing,
    update: nothing,
    remove: nothing,
    restore: nothing,
  };
  const api = await buildApp({
    version: apiVersion,
    logger: pino({ enabled: false }),
    requests: createRequestMetrics(),
    telemetry: null,
    metricsToken: null,
    db: new Kysely<Database>({
      dialect: new PostgresDialect({ pool: nothing }),
    }),
    hashPrincipal: null,
    keys: { principal: nothing, list: nothing, issue: nothing, revoke: nothing },
    workspaces: { read: nothing, update: nothing },
    contacts: records,
    campaigns: records,
    drafts: null,
    health: { readiness: nothing },
    operations: { look: nothing, telemetry: nothing, cache: nothing, explainCacheKey: nothing },
    traces: { latest: createLatestTraces(), explain: nothing, clock: systemClock },
    plugins,
    writeContacts: nothing,
  });
  await api.ready();
  const document = `${JSON.stringify(api.swagger(), null, 2)}\n`;
  await api.close();
  return document;
}
