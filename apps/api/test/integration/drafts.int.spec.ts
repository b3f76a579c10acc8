import { type FakeAi, startFakeAi } from '@unite/stack';

import { type ApiStage, type Tenant, openApiStage } from './api-stage.ts';

const prompt = { prompt: 'Tell our customers about the spring sale.', tone: 'friendly' };
const streamed = { accept: 'application/x-ndjson' };

describe('AI drafts', () => {
  let ai: FakeAi;
  let stage: ApiStage;
  let tenant: Tenant;

  beforeAll(async () => {
    ai = await startFakeAi();
    stage = await openApiStage({ ai });
    tenant = await stage.tenant();
  });
  beforeEach(() => ai.set('ok'));
  afterAll(async () => {
    await stage.close();
    await ai.close();
  });

  const draft = (headers: Record<string, string> = {}, signal?: AbortSignal) =>
    tenant.call('POST', '/api/ai/draft', {
      body: prompt,
      headers,
      ...(signal === undefined ? {} : { signal }),
    });
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      // Each line is an object with a type; the tests say which.
      .map((line) => JSON.parse(line) as { type: string; text?: string } & Record<string, unknown>);

  it('come whole, with subject, body, model and usage', async () => {
    const { status, body } = await draft();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subject: expect.stringMatching(/\S/),
      body: expect.stringMatching(/\S/),
      model: ai.model,
    });
    const usage = body['usage'] as Record<string, number>;
    expect(usage['totalTokens']).toBe((usage['inputTokens'] ?? 0) + (usage['outputTokens'] ?? 0));
    expect(usage['totalTokens']).toBeGreaterThan(0);
  });

  it('come as lines whose text is that of the whole', async () => {
    const { headers, text } = await draft(streamed);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    const lines = linesOf(text);
    const last = lines.at(-1);
    const parts = lines.slice(0, -1);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.every(({ type }) => type === 'text')).toBe(true);
    expect(last).toMatchObject({ type: 'done', model: ai.model });
    const whole = (await draft()).body;
    const joined = parts.map((part) => part.text).join('');
    expect(joined).toMatch(/^Subject: .+\n\n/);
    expect(joined).toContain(String(whole['subject']));
  });

  it.each([
    ['rate-limited', 503, 'AI_RATE_LIMITED'],
    ['error', 502, 'AI_FAILED'],
    ['malformed', 502, 'AI_FAILED'],
    ['cut-off', 502, 'AI_FAILED'],
  ] as const)('answer a provider that is %s with a problem', async (mode, status, code) => {
    ai.set(mode);
    const answer = await draft();
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers.get('retry-after') !== null).toBe(mode === 'rate-limited');
    expect(answer.text).not.toContain(ai.apiKey);
    expect(answer.text).not.toContain(ai.url);
  });

  it('answer a refusal at once with a status, also to a caller that wants lines', async () => {
    ai.set('rate-limited');
    const answer = await draft(streamed);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      503,
      'application/problem+json',
    ]);
  });

  it('end with a problem line when the provider breaks off in the middle', async () => {
    ai.set('cut-off');
    const answer = await draft(streamed);
    const lines = linesOf(answer.text);
    expect(lines[0]).toMatchObject({ type: 'text' });
    expect(lines.at(-1)).toMatchObject({
      type: 'problem',
      code: 'AI_FAILED',
      problemType: 'https://api.unite-hub.com/errors/ai-failed',
    });
  });

  it.each([
    ['whole', {}],
    ['as lines', streamed],
  ])('stop the provider when the caller of a draft %s goes away', async (_how, headers) => {
    ai.set('slow', 200);
    const before = ai.requests.length;
    const gone = new AbortController();
    const sent = draft(headers, gone.signal).catch(() => 'gone');
    while (ai.requests.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
    gone.abort();
    await sent;
    while (ai.requests.at(-1)?.disconnected !== true) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(ai.requests.at(-1)).toMatchObject({ disconnected: true });
  });

  it('refuse a prompt that is empty or too long', async () => {
    for (const text of ['', ' ', 'x'.repeat(4001)]) {
      const answer = await tenant.call('POST', '/api/ai/draft', { body: { prompt: text } });
      expect([answer.status, answer.body['code']]).toEqual([400, 'VALIDATION']);
    }
  });

  it('log neither the prompt nor the key of the provider', () => {
    const log = stage.log.join('');
    expect(log).not.toContain('spring sale');
    expect(log).not.toContain(ai.apiKey);
  });
});

describe('AI drafts without a provider', () => {
  it('answer that they are not available', async () => {
    const stage = await openApiStage();
    const tenant = await stage.tenant();
    const answer = await tenant.call('POST', '/api/ai/draft', { body: prompt });
    await stage.close();
    expect([answer.status, answer.body['code']]).toEqual([503, 'AI_UNAVAILABLE']);
  });
});
