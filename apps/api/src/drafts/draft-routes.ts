import { Readable } from 'node:stream';

import type { Api } from '../api-instance.ts';
import { callerSignal } from '../caller-signal.ts';
import { problemLine } from '../problem-answers.ts';
import { problems } from '../problems.ts';
import { responses } from '../responses.ts';
import type { DraftPart, DraftProvider } from './draft-provider.ts';
import { draftLineSchema, draftRequestSchema, draftSchema } from './draft-schemas.ts';

/** Longest time that a draft may take, in milliseconds. Default of providers' own clients is minutes. */
const draftTimeoutMs = 60_000;

/** Registers `/ai/draft`; without a provider it answers `ai-unavailable`. */
export function draftRoutes(api: Api, provider: DraftProvider | null): void {
  api.post(
    '/ai/draft',
    {
      handlerTimeout: draftTimeoutMs,
      schema: {
        operationId: 'draftCampaign',
        summary: 'Write a campaign text with AI',
        description:
          'With `Accept: application/x-ndjson` the text is streamed: `text` lines, then one `done` or `problem` line. The first line of the text is `Subject: …`, then comes a blank line, then the body.',
        tags: ['campaigns'],
        body: draftRequestSchema,
        response: responses({
          200: {
            description: 'The draft, whole or as a stream of lines.',
            content: {
              'application/json': { schema: draftSchema },
              'application/x-ndjson': { schema: draftLineSchema },
            },
          },
        }),
        problems: ['ai-failed', 'ai-unavailable', 'ai-rate-limited'],
      },
    },
    async (request, reply) => {
      if (provider === null) throw problems.aiUnavailable();
      const signal = callerSignal(reply);
      if (!/\bapplication\/x-ndjson\b/i.test(request.headers.accept ?? '')) {
        return reply.send(await provider.draft(request.body, signal));
      }
      const parts = provider.stream(request.body, signal)[Symbol.asyncIterator]();
      // The first part is awaited before any header goes out: a provider that fails at once
      // gives a proper status instead of a 200 with a problem in its only line.
      const first = await parts.next();
      const lines = ndjson(first, parts, (error) => problemLine(error, request));
      return reply
        .type('application/x-ndjson')
        .header('x-content-type-options', 'nosniff')
        .send(Readable.from(lines));
    },
  );
}

async function* ndjson(
  first: IteratorResult<DraftPart>,
  rest: AsyncIterator<DraftPart>,
  lastLine: (error: unknown) => string,
): AsyncGenerator<string> {
  try {
    for (let step = first; !step.done; step = await rest.next()) {
      yield `${JSON.stringify(step.value)}\n`;
    }
  } catch (error) {
    yield lastLine(error);
  } finally {
    await rest.return?.();
  }
}
