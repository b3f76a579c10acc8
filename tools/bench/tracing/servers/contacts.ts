// The app's own contacts route: key, workspace, page of 50 contacts from PostgreSQL, answer by its schema. Nothing
// else measures it.
import { pino } from 'pino';

import { buildApp } from '../../../../apps/api/src/app.ts';
import { createApiKeys } from '../../../../apps/api/src/auth/stored-api-keys.ts';
import { campaignKind } from '../../../../apps/api/src/campaigns/campaign-kind.ts';
import { systemClock as clock } from '../../../../apps/api/src/clock.ts';
import { contactKind } from '../../../../apps/api/src/contacts/contact-kind.ts';
import { openDatabase } from '../../../../apps/api/src/db/database.ts';
import { createRequestMetrics } from '../../../../apps/api/src/operations/request-metrics.ts';
import { createRecords } from '../../../../apps/api/src/records/record-store.ts';
import { createLatestTraces } from '../../../../apps/api/src/traces/latest-traces.ts';
import { createWorkspaces } from '../../../../apps/api/src/workspaces/stored-workspaces.ts';
import { answerQuestions } from './answer-questions.mjs';
import { told } from '../told.mjs';

const db = openDatabase({ url: told.databaseUrl, onIdleError: () => undefined });
const unused = (): never => {
  throw new Error('the bench does not ask for it');
};
const app = await buildApp({
  version: '1.0.0',
  logger: pino({ level: 'error' }),
  requests: createRequestMetrics(),
  telemetry: null,
  metricsToken: null,
  db,
  keys: createApiKeys(db, { clock }),
  workspaces: createWorkspaces(db, { clock }),
  contacts: createRecords(db, contactKind, { clock }),
  campaigns: createRecords(db, campaignKind, { clock }),
  drafts: null,
  health: { readiness: unused },
  operations: { look: unused, telemetry: unused, cache: unused, explainCacheKey: unused },
  traces: { latest: createLatestTraces(), explain: () => undefined, clock },
  plugins: [],
  writeContacts: unused,
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
answerQuestions(`${url}/api/contacts?limit=50&sort=name`);
