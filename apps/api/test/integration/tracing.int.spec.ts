import { setTimeout } from 'node:timers/promises';

import {
  type OtlpReceiver,
  type OtlpSpan,
  type FakeAi,
  startFakeAi,
  startOtlpReceiver,
  startSentryReceiver,
  type SentryItem,
  type SentryReceiver,
} from '@unite/stack';

import { signForcedTrace } from '@unite/tracing';

import type { Trace, Traces } from '../../src/traces/trace-schemas.ts';
import { type ApiDescription, listedProblems } from '../listed-problems.ts';
import { any, type Fault, faults, json, unknownId } from '../request-faults.ts';
import type { ApiProcess } from '../api-process.ts';
import { type ApiStage, type Tenant, openApiStage } from './api-stage.ts';
import { startInstance } from './start-instance.ts';

let stage: ApiStage;
let tenant: Tenant;
let collector: OtlpReceiver;
let sentry: SentryReceiver;
let ai: FakeAi;
let api: ApiProcess;

beforeAll(async () => {
  stage = await openApiStage();
  tenant = await stage.tenant();
  [collector, sentry, ai] = await Promise.all([
    startOtlpReceiver(),
    startSentryReceiver(),
    startFakeAi(),
  ]);
  api = await startInstance(stage, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    AI_BASE_URL: `${ai.url}/v1`,
    AI_API_KEY: ai.apiKey,
    AI_MODEL: ai.model,
    AI_PRICES: '1.5,6',
    SENTRY_DSN: sentry.dsn,
    TELEMETRY_SALT: 'a salt of the specs',
    TRACE_FORCE_SECRETS: 'an older secret of them, a secret of the operators',
    LOG_LEVEL: 'debug',
  });
});
afterAll(async () => {
  await api.kill();
  await Promise.all([collector.close(), sentry.close(), ai.close()]);
  await stage.close();
});

const ask = (path: string) =>
  fetch(api.url + path, { headers: { authorization: `Bearer ${tenant.key}` } });

/** The spans of a trace, once its local root has come. */
async function spansOf(traceId: string): Promise<readonly OtlpSpan[]> {
  const own = () =>
    collector.received.filter((item) => item.kind === 'span' && item.traceId === traceId);
  await collector.waitFor(
    () => own().some((span) => span.kind === 'span' && span.parentSpanId === ''),
    10_000,
  );
  return own().filter((item): item is OtlpSpan => item.kind === 'span');
}

/** What was logged under a trace. */
function linesOf(traceId: string): readonly Readonly<Record<string, unknown>>[] {
  return api
    .output()
    .split('\n')
    .filter((line) => line.includes(`"traceId":"${traceId}"`))
    .map((line) => JSON.parse(line));
}

describe('a request', () => {
  it('is one trace from the answer to the collector, with its queries, and without its data', async () => {
    const answer = await ask('/api/contacts?limit=50&search=Rumpel');
    await answer.text();
    const traceId = answer.headers.get('x-trace-id') ?? '';
    const spans = await spansOf(traceId);
    const root = spans.find(({ parentSpanId }) => parentSpanId === '');
    expect(root).toMatchObject({
      name: 'GET /api/contacts',
      spanKind: 'server',
      attributes: { 'http.response.status_code': 200, 'url.path': '/api/contacts' },
      resource: { 'service.name': 'unite-api' },
    });
    const queries = spans.filter(({ attributes }) => attributes['db.query.text'] !== undefined);
    expect(queries.map(({ name }) => name)).toContain('SELECT contacts');
    const transactions = spans.filter(({ name }) => name === 'pg.transaction');
    expect(transactions.map(({ parentSpanId }) => parentSpanId)).toEqual([root?.spanId]);
    // The contacts are looked up in a transaction, the key outside of one.
    expect(new Set(queries.map(({ parentSpanId }) => parentSpanId))).toEqual(
      new Set([root?.spanId, transactions[0]?.spanId]),
    );
    expect(JSON.stringify(spans)).not.toContain('Rumpel');
  });

  it('has its trace in the log', async () => {
    const answer = await ask('/api/contacts?limit=1');
    const traceId = answer.headers.get('x-trace-id');
    await answer.text();
    await spansOf(traceId ?? '');
    expect(linesOf(traceId ?? '').map(({ msg }) => msg)).toContain('answered');
  });

  it('has the ids of its trace, its caller and its workspace in every line of the log', async () => {
    const answer = await fetch(`${api.url}/api/contacts/none`, {
      headers: { authorization: `Bearer ${tenant.key}`, 'x-request-id': 'checkout-1' },
    });
    await answer.text();
    expect(answer.headers.get('x-request-id')).toBe('checkout-1');
    const traceId = answer.headers.get('x-trace-id') ?? '';
    await spansOf(traceId);
    const lines = linesOf(traceId);
    expect(lines.map(({ msg }) => msg)).toEqual(['request refused', 'answered']);
    for (const line of lines) {
      expect(line).toMatchObject({
        correlationId: 'checkout-1',
        spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
        workspaceId: tenant.workspaceId,
        principalHash: expect.stringMatching(/^[0-9a-f]{32}$/),
        // Of the occurrence, which a caller does not choose.
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });

  it('has one id for its occurrence and its correlation where the caller has none', async () => {
    const answer = await ask('/api/contacts/none');
    const problem = (await answer.json()) as { instance: string }; // RFC 9457
    expect(problem.instance).toContain(answer.headers.get('x-request-id'));
  });

  it('goes on with the trace that it came with', async () => {
    const traceId = 'abcdef0123456789abcdef0123456789';
    const answer = await fetch(`${api.url}/api/contacts?limit=1`, {
      headers: {
        authorization: `Bearer ${tenant.key}`,
        traceparent: `00-${traceId}-${'1'.repeat(16)}-01`,
      },
    });
    expect(answer.headers.get('x-trace-id')).toBe(traceId);
  });

  it('is forced by an operator, and by nobody else', async () => {
    const reasonOf = async (secret: string) => {
      const header = signForcedTrace({ secret, expiresAtMs: Date.now() + 60_000 });
      const headers = { authorization: `Bearer ${tenant.key}`, 'x-unite-trace': header };
      const answer = await fetch(`${api.url}/api/contacts?limit=1`, { headers });
      await answer.text();
      const spans = await spansOf(answer.headers.get('x-trace-id') ?? '');
      return spans.find(({ parentSpanId }) => parentSpanId === '')?.attributes['sampling.reason'];
    };
    expect(await reasonOf('a secret of the operators')).toBe('forced');
    expect(await reasonOf('a secret of a stranger')).toBe('sampled');
  });

  it('of a probe makes no trace', async () => {
    const answer = await ask('/livez');
    expect([answer.status, answer.headers.has('x-trace-id')]).toEqual([200, false]);
  });
});

describe('an AI draft', () => {
  const draft = async () => {
    const answer = await fetch(`${api.url}/api/ai/draft`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.key}`,
        'content-type': 'application/json',
        accept: 'application/x-ndjson',
      },
      body: JSON.stringify({ prompt: 'Write about our Rumpelstilzchen sale.' }),
    });
    await answer.text();
    const spans = await spansOf(answer.headers.get('x-trace-id') ?? '');
    expect(JSON.stringify(spans)).not.toContain('Rumpelstilzchen');
    const calls = spans.filter(({ name }) => name === `chat ${ai.model}`);
    expect(calls).toHaveLength(1);
    return { spans, call: calls[0] };
  };

  it('is a span of its trace, with its model and its tokens, over one call', async () => {
    const { spans, call } = await draft();
    const root = spans.find(({ parentSpanId }) => parentSpanId === '');
    expect(call).toMatchObject({
      spanKind: 'client',
      parentSpanId: root?.spanId,
      attributes: {
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': ai.model,
        'gen_ai.request.stream': true,
        'gen_ai.response.model': ai.model,
        'gen_ai.usage.input_tokens': expect.any(Number),
        'gen_ai.usage.output_tokens': expect.any(Number),
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
      },
    });
    const { attributes = {} } = call ?? {};
    const [input, output] = ['input', 'output'].map((way) =>
      Number(attributes[`gen_ai.usage.${way}_tokens`]),
    );
    expect(attributes['unite.cost.amount']).toBeCloseTo(
      ((input ?? NaN) * 1.5 + (output ?? NaN) * 6) / 1e6,
      12,
    );
    expect(attributes['unite.cost.currency']).toBe('USD');
    const posts = spans.filter(({ parentSpanId }) => parentSpanId === call?.spanId);
    expect(posts.map(({ name }) => name)).toEqual(['POST']);
  });

  it('that breaks off is an error of the model', async () => {
    ai.set('cut-off');
    const { call } = await draft();
    ai.set('ok');
    expect(call).toMatchObject({
      status: { code: 'error' },
      attributes: { 'error.type': 'AI_FAILED' },
    });
  });
});

describe('every answer', () => {
  /** An answer that was read to its end, with the trace that it names. */
  interface TracedAnswer {
    readonly what: string;
    readonly traceId: string | null;
    readonly status: number;
    /** Its problem; undefined when it is none. */
    readonly document?: { readonly trace_id?: string; readonly instance: string };
  }

  /** The answers of each operation to a request that is wrong in one way. */
  async function answersTo(fault: Fault): Promise<readonly TracedAnswer[]> {
    const description: unknown = await (await fetch(`${api.url}/openapi.json`)).json();
    // OpenAPI, as fastify writes it.
    const operations = listedProblems(description as ApiDescription).filter(({ path }) =>
      path.startsWith('/api/'),
    );
    expect(operations.length).toBeGreaterThan(20);
    const answers: TracedAnswer[] = [];
    for (const { operationId, method, path } of operations) {
      const { query = '', id = unknownId, body, headers = {} } = fault;
      const hasBody = body !== undefined && method !== 'GET' && method !== 'DELETE';
      const answer = await fetch(api.url + path.replace('{id}', id) + query, {
        method,
        headers: {
          authorization: `Bearer ${tenant.key}`,
          ...Object.fromEntries(
            Object.entries(headers).filter(([name]) => hasBody || !name.startsWith('content-')),
          ),
        },
        ...(hasBody ? { body } : {}),
      });
      const text = await answer.text();
      const isProblem = answer.headers.get('content-type') === 'application/problem+json';
      const traceId = answer.headers.get('x-trace-id');
      const { status } = answer;
      const document: TracedAnswer['document'] = isProblem ? JSON.parse(text) : undefined;
      const what = `${operationId}: ${status}`;
      answers.push({ what, status, traceId, ...(document && { document }) });
    }
    return answers;
  }

  /** The log's lines of a trace, by their messages. */
  const logged = (traceId: string | null): readonly string[] =>
    api
      .output()
      .split('\n')
      .filter((line) => line.includes(`"traceId":"${traceId}"`))
      .map((line) => String(JSON.parse(line).msg));

  /** What is wrong with an answer: one trace must be in its header, its document and its log lines. */
  const faultsOf = ({ what, traceId, status, document }: TracedAnswer): readonly string[] => {
    const lines = logged(traceId);
    const expected = [
      [/^[0-9a-f]{32}$/.test(traceId ?? ''), 'the header has no trace'],
      [document === undefined || document.trace_id === traceId, 'the problem has another trace'],
      [lines.includes('answered'), 'the log has no line of the answer'],
      [
        document === undefined ||
          lines.includes(status < 500 ? 'request refused' : 'request failed'),
        'the log has no line of the problem',
      ],
    ] as const;
    return expected.filter(([isKept]) => !isKept).map(([, fault]) => `${what}: ${fault}`);
  };

  /** Waits for what the other process writes; fails with what is left then. */
  const becomesEmpty = async (read: () => readonly string[]): Promise<void> => {
    for (let tries = 0; tries < 50 && read().length > 0; tries += 1) await setTimeout(50);
    expect(read()).toEqual([]);
  };

  it.each(Object.entries(faults))(
    'names its trace in header, problem and log, to %s',
    async (_what, fault) => {
      const answers = await answersTo(fault);
      expect(new Set(answers.map(({ traceId }) => traceId)).size).toBe(answers.length);
      await becomesEmpty(() => answers.flatMap(faultsOf));
    },
  );

  it('would be found wanting without one', async () => {
    const answers = await answersTo(faults['an unknown id'] ?? {});
    const answer = answers.find(({ document }) => document !== undefined);
    if (answer?.document === undefined) throw new Error('there is no problem');
    expect(faultsOf({ ...answer, document: { ...answer.document, trace_id: 'other' } })).toEqual([
      expect.stringContaining('the problem has another trace'),
    ]);
    expect(faultsOf({ ...answer, traceId: null })).toHaveLength(4);
  });

  it('of an address that cannot be read has it, too', async () => {
    for (const path of ['/api/contacts/%zz', '/nothing']) {
      const answer = await ask(path);
      const { trace_id: traceId } = (await answer.json()) as { trace_id?: string };
      expect([traceId, traceId]).toEqual([
        expect.stringMatching(/^[0-9a-f]{32}$/),
        answer.headers.get('x-trace-id'),
      ]);
    }
  });

  it('that fails is reported under its trace and the id that the caller was told', async () => {
    await stage.postgres.sql(stage.postgres.primary, 'alter table contacts rename to gone', []);
    const answers = await answersTo({ body: '{"name":"x"}', headers: { ...json, ...any } }).finally(
      () => stage.postgres.sql(stage.postgres.primary, 'alter table gone rename to contacts', []),
    );
    const failed = answers.filter(({ status }) => status >= 500);
    expect(failed.length).toBeGreaterThan(3);
    await becomesEmpty(() => failed.flatMap(faultsOf));
    for (const { traceId, document } of failed) {
      const id = String(document?.instance.split('/').at(-1));
      const isReport = (item: SentryItem) =>
        item.type === 'event' && JSON.stringify(item.payload).includes(id);
      await sentry.waitFor((items) => items.some(isReport), 10_000);
      const { payload } = sentry.received.find(isReport) ?? {};
      expect(payload).toMatchObject({ contexts: { trace: { trace_id: traceId } } });
    }
  });
});

describe('a failure', () => {
  it('has one trace in the answer, at the collector and in its report', async () => {
    await stage.postgres.sql(stage.postgres.primary, 'alter table campaigns rename to gone', []);
    try {
      const answer = await ask('/api/campaigns');
      expect(answer.status).toBe(500);
      const traceId = answer.headers.get('x-trace-id') ?? '';
      const spans = await spansOf(traceId);
      expect(spans.some(({ status }) => status.code === 'error')).toBe(true);
      await sentry.waitFor((items) => items.some(({ type }) => type === 'event'), 10_000);
      const events = sentry.received.filter(({ type }) => type === 'event');
      expect(JSON.stringify(events.map(({ payload }) => payload))).toContain(traceId);
    } finally {
      await stage.postgres.sql(stage.postgres.primary, 'alter table gone rename to campaigns', []);
    }
  });
});

describe('the latest traces', () => {
  const read = async (path: string, key = tenant.key) => {
    const answer = await fetch(api.url + path, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };
  /** A failed request, whose trace has been decided. */
  const failedTrace = async (): Promise<string> => {
    await stage.postgres.sql(stage.postgres.primary, 'alter table campaigns rename to gone', []);
    const answer = await ask('/api/campaigns?search=Rumpelstilzchen').finally(() =>
      stage.postgres.sql(stage.postgres.primary, 'alter table gone rename to campaigns', []),
    );
    await answer.text();
    const traceId = answer.headers.get('x-trace-id') ?? '';
    await spansOf(traceId);
    return traceId;
  };

  it('are listed with what became of them', async () => {
    const traceId = await failedTrace();
    const { body } = await read('/api/operations/traces');
    const { traces } = body as Traces; // what tracesSchema serialised
    expect(traces.find((one) => one.traceId === traceId)).toMatchObject({
      name: 'GET /api/campaigns',
      status: 500,
      requests: 1,
      failed: true,
      outcome: 'kept',
      reason: 'sampled',
    });
  });

  it('have what the collector got, with the lines and errors that belong to them', async () => {
    const traceId = await failedTrace();
    const { status, body } = await read(`/api/operations/traces/${traceId}`);
    const trace = body as Trace; // what traceSchema serialised
    const sent = await spansOf(traceId);
    expect(status).toBe(200);
    expect(trace.spans.map(({ spanId }) => spanId).toSorted()).toEqual(
      sent.map(({ spanId }) => spanId).toSorted(),
    );
    expect(trace.spans[0]).toMatchObject({ name: 'GET /api/campaigns', kind: 'server', depth: 0 });
    expect(trace.logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['request failed', 'answered']),
    );
    expect(trace.errors).toMatchObject([{ code: 'INTERNAL' }]);
    expect(JSON.stringify(trace)).not.toContain('Rumpelstilzchen');
  });

  it('are of nobody else’s business, also to who knows their id', async () => {
    const { key } = await stage.tenant();
    const traceId = await failedTrace();
    const path = `/api/operations/traces/${traceId}`;
    const { body } = await read('/api/operations/traces', key);
    expect(JSON.stringify(body)).not.toContain(traceId);
    expect((await read(path, key)).status).toBe(404);
    const joining = {
      authorization: `Bearer ${key}`,
      traceparent: `00-${traceId}-${'2'.repeat(16)}-01`,
    };
    await (await fetch(`${api.url}/api/contacts?limit=1`, { headers: joining })).text();
    const joined = (await read(path, key)).body as Trace; // as above
    expect(joined.spans.map(({ name }) => name)).not.toContain('GET /api/campaigns');
    expect(joined.errors).toEqual([]);
  });

  it('end where nothing is known', async () => {
    expect((await read(`/api/operations/traces/${'0'.repeat(31)}1`)).status).toBe(404);
    expect((await read('/api/operations/traces/none')).status).toBe(400);
  });
});

describe('the end of the process', () => {
  it('delivers what was not sent yet', async () => {
    const answer = await ask('/api/contacts?limit=2');
    await answer.text();
    const traceId = answer.headers.get('x-trace-id') ?? '';
    expect(await api.terminate(10_000)).toBe(0);
    expect((await spansOf(traceId)).length).toBeGreaterThan(1);
  });
});
