import { join } from 'node:path';

import { problemDetails } from '@unite/problem-details/fastify';
import { startPostgres } from '@unite/stack';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { type ZodTypeProvider, serializerCompiler } from 'fastify-type-provider-zod';
import { type Kysely, sql } from 'kysely';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';

import type { Api } from '../../src/api-instance.ts';
// Declares request.workspaceId.
import type {} from '../../src/auth/request-workspace.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrations.ts';
import type { ContactRow, Database } from '../../src/db/schema.ts';
import { withWorkspace } from '../../src/db/workspace-scope.ts';
import { contactExport } from '../../src/export/contact-export.ts';
import { contactImport } from '../../src/import/contact-import.ts';
import type { ImportReport } from '../../src/import/import-report.ts';
import { problemOptions, validatorCompiler } from '../../src/problem-answers.ts';
import { projectFolder } from './fixture.ts';

/** A PostgreSQL and a listening service with the import and the export, and nothing else. */
export interface ImportStage {
  readonly url: string;
  readonly port: number;
  readonly db: Kysely<Database>;
  readonly postgres: Awaited<ReturnType<typeof startPostgres>>;
  /** A new workspace; its id is what requests name it by here. */
  workspace(region?: string): Promise<string>;
  contacts(workspaceId: string): Promise<ContactRow[]>;
  post(
    workspaceId: string,
    body: string | Uint8Array,
    options?: { type?: string; query?: string; accept?: string },
  ): Promise<Response>;
  /** Imports and expects a report. */
  load(
    workspaceId: string,
    body: string | Uint8Array,
    options?: { type?: string; query?: string },
  ): Promise<ImportReport>;
  download(workspaceId: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** Starts the stage. The header `x-workspace` stands in for a key here: keys have their own tests. */
export async function openImportStage(): Promise<ImportStage> {
  const postgres = await startPostgres({ replicas: 0 });
  await migrate({
    url: postgres.migrationUrl,
    folder: join(projectFolder, 'migrations'),
    direction: 'up',
  });
  const db = openDatabase({ url: postgres.databaseUrl, onIdleError: () => undefined });
  const logger: FastifyBaseLogger = pino({ enabled: false });
  const api: Api = Fastify({
    loggerInstance: logger,
    genReqId: () => uuidv7(),
  }).withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  await api.register(problemDetails, problemOptions);
  api.decorateRequest('workspaceId', '');
  api.addHook('onRequest', async (request) => {
    request.workspaceId = String(request.headers['x-workspace']);
  });
  await api.register(contactImport, { db, prefix: '/api' });
  await api.register(contactExport, { db, prefix: '/api' });
  const url = await api.listen({ host: '127.0.0.1', port: 0 });

  const post: ImportStage['post'] = (
    workspaceId,
    body,
    { type = 'text/csv', query = '', accept = '*/*' } = {},
  ) =>
    fetch(`${url}/api/contacts/import${query}`, {
      method: 'POST',
      headers: { 'content-type': type, accept, 'x-workspace': workspaceId },
      body,
    });

  return {
    url,
    port: Number(new URL(url).port),
    db,
    postgres,
    async workspace(region = 'US') {
      const id = uuidv7();
      const [primary] = postgres.nodes;
      if (primary === undefined) throw new Error('the cluster has no node');
      await postgres.sql(primary, 'insert into workspaces (id, name, region) values ($1, $2, $3)', [
        ...[id, 'Test', region],
      ]);
      return id;
    },
    contacts: (workspaceId) =>
      withWorkspace(db, workspaceId, (trx) =>
        trx
          .selectFrom('contacts')
          .selectAll()
          .where('deleted_at', 'is', null)
          .orderBy(sql`id`)
          .execute(),
      ),
    post,
    async load(workspaceId, body, options) {
      const response = await post(workspaceId, body, options);
      const answer: unknown = await response.json();
      if (response.status !== 200) throw new Error(JSON.stringify(answer));
      // The route serialises it through the schema that this type is derived from.
      return answer as ImportReport;
    },
    async download(workspaceId) {
      const response = await fetch(`${url}/api/contacts/export.csv`, {
        headers: { 'x-workspace': workspaceId },
      });
      if (response.status !== 200) throw new Error(await response.text());
      return Buffer.from(await response.arrayBuffer());
    },
    async close() {
      await api.close();
      await db.destroy();
      await postgres.close();
    },
  };
}
