import {
  type OtlpReceiver,
  type OtlpSpan,
  type FakeAi,
  startFakeAi,
  startOtlpReceiver,
  startSentryReceiver,
  type SentryReceiver,
} from '@unite/stack';

import { signForcedTrace } from '@unite/tracing';

import { type ApiProcess, startApiProcess } from '../api-process.ts';
import { type ApiStage, type Tenant, openApiStage, projectFolder } from './api-stage.ts';

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
  api = await startApiProcess({
    cwd: projectFolder,
    args: ['--conditions=@unite/source', 'src/main.ts'],
    env: {
      DATABASE_URL: stage.postgres.databaseUrl,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      AI_BASE_URL: `${ai.url}/v1`,
      AI_API_KEY: ai.apiKey,
      AI_MODEL: ai.model,
      SENTRY_DSN: sentry.dsn,
      TELEMETRY_SALT: 'a salt of the specs',
      TRACE_FORCE_SECRETS: 'an older secret of them, a secret of the operators',
      LOG_LEVEL: 'debug',
    },
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
    for (const { parentSpanId } of transactions) expect(parentSpanId).toBe(root?.spanId);
    // The key is looked up in one, and the contacts in another.
    expect(new Set(queries.map(({ parentSpanId }) => parentSpanId))).toEqual(
      new Set(transactions.map(({ spanId }) => spanId)),
    );
    expect(transactions).toHaveLength(2);
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

describe('the end of the process', () => {
  it('delivers what was not sent yet', async () => {
    const answer = await ask('/api/contacts?limit=2');
    await answer.text();
    const traceId = answer.headers.get('x-trace-id') ?? '';
    expect(await api.terminate(10_000)).toBe(0);
    expect((await spansOf(traceId)).length).toBeGreaterThan(1);
  });
});
