import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { fieldError } from '@unite/problem-details';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSupportedCountry } from 'libphonenumber-js';
import type { Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

import type { Api } from '../api-instance.ts';
import { callerSignal } from '../caller-signal.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Database } from '../db/schema.ts';
import { withWorkspace } from '../db/workspace-scope.ts';
import { problemLine, replyTo } from '../problem-answers.ts';
import { problems } from '../problems.ts';
import { type JoinedWrite, writeAlone } from '../records/joined-write.ts';
import { responses } from '../responses.ts';
import { importContacts } from './import-contacts.ts';
import { nothing } from './import-file.ts';
import { type ImportProgress, importLineSchema, importReportSchema } from './import-report.ts';

/** What the import is wired with. */
export interface ContactImportOptions {
  readonly db: Kysely<Database>;
  readonly clock?: Clock;
  /** Runs each write of contacts. Default {@link writeAlone}. */
  readonly writeContacts?: JoinedWrite;
}

/** Longest time that an import may take, in milliseconds: a slow line with a large file. */
const importTimeoutMs = 60 * 60_000;

/** Longest time between two lines of progress, in milliseconds. */
const progressEveryMs = 250;

/** How long and how much a sender that was answered early may go on sending, so that it reads the answer. */
const lingerMs = 2_000;
const lingerBytes = 64 * 2 ** 20;

const formats = {
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'text/vcard': 'vcard',
  'text/x-vcard': 'vcard',
  'text/directory': 'vcard',
} as const;

const mediaTypes: ReadonlyMap<string, 'csv' | 'vcard'> = new Map(Object.entries(formats));

/** Registers `POST /contacts/import`, which reads a body of any size as it arrives. */
export async function contactImport(
  api: Api,
  { db, clock = systemClock, writeContacts = writeAlone }: ContactImportOptions,
): Promise<void> {
  api.removeAllContentTypeParsers();
  // The body stays a stream: whoever reads it sets the pace of the sender.
  api.addContentTypeParser(Object.keys(formats), (_request, body, done) => done(null, body));

  api.post(
    '/contacts/import',
    {
      handlerTimeout: importTimeoutMs,
      schema: {
        operationId: 'importContacts',
        summary: 'Import contacts from a file',
        description:
          'Reads CSV (comma, semicolon or tab separated; UTF-8, UTF-16 or Windows-1252) or vCards (2.1 to 4.0) as they arrive. A row is the contact of its e-mail address, else of its phone number, else of its name and company; otherwise it becomes a new contact. Empty cells leave what is there. The same file can be sent again: nothing is doubled. With `Accept: application/x-ndjson` the answer is a stream of `progress` lines and then one `report` or `problem` line.',
        tags: ['contacts'],
        querystring: z.strictObject({
          region: z
            .string()
            .toUpperCase()
            .refine(isSupportedCountry, {
              error: 'Must be a country of ISO 3166-1 alpha-2, e.g. DE',
              params: { code: 'invalid_region' },
            })
            .optional()
            .describe(
              'Country that phone numbers without + belong to, e.g. DE. Default is the region of the workspace.',
            ),
        }),
        consumes: Object.keys(formats),
        // A stream is not a value that a schema can check; this one is for readers.
        body: z.unknown().meta({ type: 'string', description: 'The file.' }),
        response: responses({
          200: {
            description: 'The report, whole or as the last of a stream of lines.',
            content: {
              'application/json': { schema: importReportSchema },
              'application/x-ndjson': { schema: importLineSchema },
            },
          },
        }),
        problems: [
          'import-empty',
          'import-not-text',
          'import-no-columns',
          'import-record-too-long',
          'import-interrupted',
        ],
      },
    },
    async (request, reply) => {
      // When the time is up the answer is Fastify's 504; the work has to be told.
      const timeUp = AbortSignal.timeout(importTimeoutMs);
      const signal = AbortSignal.any([callerSignal(reply), timeUp]);
      const run = (onProgress?: (progress: () => ImportProgress) => void) =>
        importRequest(
          request,
          { db, clock, writeContacts, signal, region: request.query.region },
          onProgress,
        );
      if (/\bapplication\/x-ndjson\b/i.test(request.headers.accept ?? '')) {
        return reply
          .type('application/x-ndjson')
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(lines(request, run)));
      }
      try {
        return await reply.send(await run());
      } catch (error) {
        if (request.raw.complete || request.raw.destroyed) throw error;
        return answerEarly(request, reply, error);
      }
    },
  );
}

interface RequestedImport extends Required<ContactImportOptions> {
  readonly signal: AbortSignal;
  readonly region: string | undefined;
}

async function importRequest(
  request: FastifyRequest,
  { db, clock, writeContacts, signal, region }: RequestedImport,
  onProgress?: (progress: () => ImportProgress) => void,
) {
  const { workspaceId } = request;
  return importContacts(bodyOf(request), {
    format: formatOf(request),
    region: region ?? (await regionOf(db, workspaceId)),
    db,
    workspaceId,
    newId: () => uuidv7(),
    clock,
    signal,
    joinedWrite: writeContacts,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** The bytes of the body; leaving them unread does not close the connection that the answer needs. */
function bodyOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  if (!(body instanceof Readable)) throw nothing('no_bytes', 'The body is empty.');
  return body.iterator({ destroyOnReturn: false });
}

/** @throws {Problem} `unsupported-media-type` for an encoding of the content that is not read here. */
function formatOf({ headers }: FastifyRequest): 'csv' | 'vcard' {
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    const message = 'Send the file without a Content-Encoding.';
    throw problems.unsupportedMediaType({
      errors: [fieldError(['content-encoding'], 'header', 'unsupported', message)],
    });
  }
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return mediaTypes.get(type) ?? 'csv';
}

async function regionOf(db: Kysely<Database>, workspaceId: string): Promise<string> {
  return withWorkspace(db, workspaceId, async (trx) => {
    const row = await trx
      .selectFrom('workspaces')
      .select('region')
      .where('id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    return row.region;
  });
}

/** The lines of a streamed answer: progress after each batch and at least every 250 ms, then the outcome. */
async function* lines(
  request: FastifyRequest,
  run: (onProgress: (progress: () => ImportProgress) => void) => ReturnType<typeof importRequest>,
): AsyncGenerator<string> {
  let progress: (() => ImportProgress) | undefined;
  let wake = () => undefined as void;
  const outcome = run((read) => {
    progress = read;
    wake();
  }).then(
    (report) => `${JSON.stringify({ type: 'report', ...report })}\n`,
    (error: unknown) => problemLine(error, request),
  );
  let last: string | undefined;
  void outcome.then((line) => {
    last = line;
    wake();
  });
  let shown = '';
  while (last === undefined) {
    const line =
      progress === undefined ? '' : `${JSON.stringify({ type: 'progress', ...progress() })}\n`;
    if (line !== shown) yield line;
    shown = line;
    if (last !== undefined) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, progressEveryMs).unref();
    });
  }
  yield last;
  await linger(request);
}

/**
 * Answers while the sender is still sending.
 *
 * A socket that is closed with unread bytes is reset, and the reset may overtake the answer. So the
 * answer goes out whole, and only then, after the sender stopped or a while, does it end.
 */
function answerEarly(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const { status, headers, body } = replyTo(error, request);
  async function* answer(): AsyncGenerator<string> {
    yield body;
    await linger(request);
  }
  const length = String(Buffer.byteLength(body));
  return reply
    .code(status)
    .headers({ ...headers, 'content-length': length, connection: 'close' })
    .send(Readable.from(answer(), { objectMode: false }));
}

/** Throws away what still arrives of the body, for a bounded time and number of bytes. */
async function linger({ raw }: FastifyRequest): Promise<void> {
  if (raw.complete || raw.destroyed) return;
  const stop = new AbortController();
  const given = delay(lingerMs, undefined, { signal: stop.signal, ref: false }).catch(
    () => undefined,
  );
  const gone = new Promise<void>((resolve) => {
    let bytes = 0;
    raw.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > lingerBytes) resolve();
    });
    raw.once('end', resolve).once('close', resolve);
  });
  raw.resume();
  await Promise.race([given, gone]);
  stop.abort();
}
