import { z } from 'zod';

import type { Api } from '../api-instance.ts';
import type { ProblemSlug } from '../problems.ts';
import { responses } from '../responses.ts';
import { etag, isNotModified, precondition } from './etag.ts';
import { listWithTotal } from './list-with-total.ts';
import {
  ifMatchHeaders,
  ifNoneMatchHeaders,
  listQuery,
  pageOf,
  recordParams,
} from './record-schemas.ts';
import type { Records, Versioned } from './records.ts';

/** How one kind of record looks over HTTP. */
export interface RecordRoutes<Resource extends Versioned, Draft, Changes> {
  /** Path segment and tag, e.g. `contacts`. */
  readonly plural: string;
  /** For summaries, e.g. `contact`. */
  readonly singular: string;
  readonly resource: z.ZodType<Resource, Resource>;
  readonly draft: z.ZodType<Draft>;
  readonly changes: z.ZodType<Changes>;
  readonly sorts: readonly string[];
  /** Query members that narrow a list to one value. */
  readonly filters: Readonly<Record<string, z.ZodOptional<z.ZodEnum>>>;
  /** Problems that writing may end in beside the usual ones. */
  readonly conflicts: readonly ProblemSlug[];
  readonly records: Records<Resource, Draft, Changes>;
}

/** Registers the seven routes of a kind of record: list, create, read, update, delete, restore (and HEAD). */
export function recordRoutes<Resource extends Versioned, Draft, Changes>(
  api: Api,
  kind: RecordRoutes<Resource, Draft, Changes>,
): void {
  const { plural, singular, records, conflicts } = kind;
  const path = `/${plural}`;
  const Name = singular.replace(/^./, (letter) => letter.toUpperCase());
  const tags = [plural];

  api.get(
    path,
    {
      schema: {
        operationId: `list${Name}s`,
        summary: `List ${plural}`,
        tags,
        querystring: listQuery(kind.sorts, kind.filters),
        response: responses({
          200: pageOf(kind.resource),
        }),
      },
    },
    async ({ query, workspaceId }) => listWithTotal(records, workspaceId, query),
  );

  api.post(
    path,
    {
      schema: {
        operationId: `create${Name}`,
        summary: `Create a ${singular}`,
        tags,
        body: opaque(kind.draft),
        response: responses({
          201: kind.resource,
        }),
        problems: conflicts,
      },
    },
    async ({ body, workspaceId }, reply) => {
      const created = await records.create(workspaceId, body as Draft /* validated */);
      return reply
        .code(201)
        .header('location', `/api${path}/${created.id}`)
        .header('etag', etag(created.version))
        .send(created);
    },
  );

  api.get(
    `${path}/:id`,
    {
      schema: {
        operationId: `read${Name}`,
        summary: `Read a ${singular}`,
        tags,
        params: recordParams,
        headers: ifNoneMatchHeaders,
        response: responses({
          200: kind.resource,
          304: z.null().describe('The version named by If-None-Match is the current one.'),
        }),
        problems: ['not-found'],
      },
    },
    async ({ params, headers, workspaceId }, reply) => {
      const found = await records.read(workspaceId, params.id);
      void reply.header('etag', etag(found.version));
      if (isNotModified(headers['if-none-match'], found.version)) return reply.code(304).send(null);
      return reply.send(found);
    },
  );

  api.patch(
    `${path}/:id`,
    {
      schema: {
        operationId: `update${Name}`,
        summary: `Change a ${singular} that was not changed meanwhile`,
        tags,
        params: recordParams,
        headers: ifMatchHeaders,
        body: opaque(kind.changes),
        response: responses({
          200: kind.resource,
        }),
        problems: ['not-found', 'precondition-failed', 'precondition-required', ...conflicts],
      },
    },
    async ({ params, headers, body, workspaceId }, reply) => {
      const expected = precondition(headers['if-match']);
      const updated = await records.update(
        workspaceId,
        params.id,
        expected,
        body as Changes /* validated */,
      );
      return reply.header('etag', etag(updated.version)).send(updated);
    },
  );

  api.delete(
    `${path}/:id`,
    {
      schema: {
        operationId: `delete${Name}`,
        summary: `Delete a ${singular}; it can be restored for 30 days`,
        tags,
        params: recordParams,
        headers: ifMatchHeaders,
        response: responses({
          204: z.null().describe('It is deleted.'),
        }),
        problems: ['validation', 'not-found', 'precondition-failed', 'precondition-required'],
      },
    },
    async ({ params, headers, workspaceId }, reply) => {
      await records.remove(workspaceId, params.id, precondition(headers['if-match']));
      return reply.code(204).send(null);
    },
  );

  api.post(
    `${path}/:id/restore`,
    {
      schema: {
        operationId: `restore${Name}`,
        summary: `Undo the deletion of a ${singular}`,
        tags,
        params: recordParams,
        response: responses({
          200: kind.resource,
        }),
        problems: ['not-found', ...conflicts],
      },
    },
    async ({ params, workspaceId }, reply) => {
      const restored = await records.restore(workspaceId, params.id);
      return reply.header('etag', etag(restored.version)).send(restored);
    },
  );
}

/** The schema, with its output typed as unknown: Fastify's types cannot follow a type parameter. */
function opaque(schema: z.ZodType): z.ZodType {
  return schema;
}
