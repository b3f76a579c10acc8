import { startFakeAi, type AiRequest, type FakeAi } from '../../src/ai/fake-ai.ts';
import { waitUntil } from '../../src/process/wait-until.ts';

interface Answer {
  readonly choices: readonly {
    readonly message: { readonly content: string };
    readonly finish_reason: string;
  }[];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}
interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
  readonly usage?: Answer['usage'];
}

describe('the fake AI provider', () => {
  let ai: FakeAi;
  beforeEach(async () => {
    ai = await startFakeAi({ now: () => 1_700_000_000_000 });
  });
  afterEach(() => ai.close());

  const messages = [
    { role: 'system', content: 'You write campaigns.' },
    { role: 'user', content: 'Write a campaign about the summer fair.' },
  ];
  function post(body: object, init: RequestInit = {}): Promise<Response> {
    return fetch(`${ai.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ai.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: ai.model, messages, ...body }),
      ...init,
    });
  }
  const jsonOf = async <T>(response: Response) => (await response.json()) as T; // the shape under test
  function parseEvents(stream: string): string[] {
    return stream
      .split('\n\n')
      .filter(Boolean)
      .map((event) => event.replace(/^data: /, ''));
  }

  it('writes a campaign about the topic with a subject line first', async () => {
    const { choices, usage } = await jsonOf<Answer>(await post({}));
    const content = choices[0]?.message.content ?? '';
    expect(content).toMatch(/^Subject: .*summer fair.*\n\n\S/i);
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  });

  it('writes the same for the same prompt, whole or streamed, with the same usage', async () => {
    const whole = await jsonOf<Answer>(await post({}));
    const response = await post({ stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = parseEvents(await response.text());
    expect(events.at(-1)).toBe('[DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as Chunk);
    const streamed = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(streamed).toBe(whole.choices[0]?.message.content);
    expect(chunks.at(-1)?.usage).toEqual(whole.usage);
  });

  it('sends no usage in a stream that did not ask for it', async () => {
    const events = parseEvents(await (await post({ stream: true })).text());
    expect(events.filter((event) => event.includes('usage'))).toEqual([]);
  });

  it('cuts the text at the number of tokens that the request allows', async () => {
    const { choices, usage } = await jsonOf<Answer>(await post({ max_tokens: 3 }));
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage.completion_tokens).toBe(3);
  });

  it('lists its model', async () => {
    const response = await fetch(`${ai.url}/v1/models`, {
      headers: { authorization: `Bearer ${ai.apiKey}` },
    });
    expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: ai.model }] });
  });

  it.each([
    ['a wrong key', {}, { headers: { authorization: 'Bearer wrong' } }, 401],
    ['no key', {}, { headers: {} }, 401],
    ['a body without messages', { messages: 'none' }, {}, 400],
    [
      'a body that is too large',
      { messages: [{ role: 'user', content: 'x'.repeat(2 << 20) }] },
      {},
      413,
    ],
  ])('refuses %s', async (_, body, init, status) => {
    const response = await post(body, init);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('error.message');
  });

  it('answers 404 for other paths', async () => {
    const response = await fetch(`${ai.url}/v1/embeddings`, {
      headers: { authorization: `Bearer ${ai.apiKey}` },
    });
    expect(response.status).toBe(404);
  });

  it('answers 429 with retry-after when it is rate-limited', async () => {
    ai.set('rate-limited');
    const response = await post({});
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it('answers 500 in mode error', async () => {
    ai.set('error');
    expect((await post({ stream: true })).status).toBe(500);
  });

  it.each([{ stream: true }, { stream: false }])(
    'cuts the connection in the middle of an answer: %j',
    async (body) => {
      ai.set('cut-off');
      const response = await post(body);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    },
  );

  it('sends a chunk that is no JSON in mode malformed', async () => {
    ai.set('malformed');
    const parse = (event: string): unknown => JSON.parse(event);
    const events = parseEvents(await (await post({ stream: true })).text()).slice(0, -1);
    expect(() => events.map(parse)).toThrow(SyntaxError);
    await expect((await post({})).json()).rejects.toThrow(/JSON/);
  });

  it('answers completely when it is slow', async () => {
    ai.set('slow', 1);
    expect((await jsonOf<Answer>(await post({ max_tokens: 5 }))).usage.completion_tokens).toBe(5);
    expect(parseEvents(await (await post({ stream: true, max_tokens: 5 })).text()).at(-1)).toBe(
      '[DONE]',
    );
  });

  it('notices a client that leaves in the middle of a stream', async () => {
    ai.set('slow', 20);
    const leave = new AbortController();
    const response = await post({ stream: true }, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await waitUntil('it is noticed', () => ai.requests[0]?.disconnected === true);
    ai.set('ok');
    await (await post({ stream: true })).text();
    expect(ai.requests[1]?.disconnected).toBe(false);
  });

  it('is controlled and asked by other processes over HTTP', async () => {
    const control = (body: object) =>
      fetch(`${ai.url}/_control`, { method: 'POST', body: JSON.stringify(body) });
    expect(await jsonOf(await control({ mode: 'slow', chunkMs: 1 }))).toEqual({
      mode: 'slow',
      chunkMs: 1,
    });
    expect((await control({ mode: 'angry' })).status).toBe(400);
    expect((await control({ mode: 'error' })).status).toBe(200);
    expect(ai.mode).toBe('error');
    await post({ stream: true });
    const seen = await jsonOf<{ requests: AiRequest[] }>(await fetch(`${ai.url}/_requests`));
    expect(seen.requests).toEqual([
      expect.objectContaining({ path: '/v1/chat/completions', mode: 'error', disconnected: false }),
    ]);
    expect(JSON.stringify(seen)).not.toContain(ai.apiKey);
  });
});
