/** @jest-environment node */
import { problemResponseStandIn } from '../api/problem-response-stand-in.ts';
import { streamDraft } from './stream-draft.ts';

const request = { prompt: 'spring sale', tone: 'friendly' } as const;

/** Runs one draft against an answer; the network is the only thing that is not real. */
async function draft(answer: () => Promise<Response>, signal = new AbortController().signal) {
  const original = globalThis.fetch;
  const calls: [unknown, RequestInit | undefined][] = [];
  globalThis.fetch = (url, init) => {
    calls.push([url, init]);
    return answer();
  };
  const pieces: string[] = [];
  try {
    const outcome = await streamDraft({
      url: '/api/w/1/ai/draft',
      request,
      signal,
      onText: (piece) => pieces.push(piece),
    });
    return { outcome, text: pieces.join(''), calls };
  } finally {
    globalThis.fetch = original;
  }
}
const lines = (...values: readonly unknown[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('a draft that is being written', () => {
  it('tells its text piece by piece and ends with the model', async () => {
    const { outcome, text, calls } = await draft(
      async () =>
        new Response(
          lines(
            { type: 'text', text: 'Subject: ' },
            { type: 'text', text: 'Hello' },
            { type: 'done', model: 'm-1', usage: { totalTokens: 12 } },
          ),
        ),
    );
    expect(text).toBe('Subject: Hello');
    expect(outcome).toEqual({ kind: 'done', model: 'm-1', totalTokens: 12 });
    expect(JSON.parse(String(calls[0]?.[1]?.body))).toEqual(request);
  });

  it('fails with the problem of a refused request, and when to try again', async () => {
    const document = {
      type: 'https://api.unite-hub.com/errors/ai-rate-limited',
      retry_after_ms: 7_000,
    };
    const { outcome } = await draft(async () => problemResponseStandIn(document, 503));
    expect(outcome).toMatchObject({
      kind: 'failed',
      problem: { slug: 'ai-rate-limited', status: 503, retryAfterMs: 7_000 },
    });
  });

  it('fails with the problem that came in the middle, and keeps the text before it', async () => {
    const { outcome, text } = await draft(
      async () =>
        new Response(
          lines(
            { type: 'text', text: 'Sub' },
            {
              type: 'problem',
              problemType: 'https://x/ai-failed',
              title: 'It failed',
              status: 502,
            },
          ),
        ),
    );
    expect(text).toBe('Sub');
    expect(outcome).toMatchObject({
      problem: { title: 'It failed', status: 502, type: 'https://x/ai-failed' },
    });
  });

  it('was cut off when it ends without saying that it is done', async () => {
    const { outcome } = await draft(async () => new Response(lines({ type: 'text', text: 'Sub' })));
    expect(outcome).toMatchObject({ problem: { code: 'DRAFT_CUT' } });
  });

  it('was cut off when the connection breaks in the middle', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    const { outcome } = await draft(async () => new Response(body));
    expect(outcome).toMatchObject({ problem: { code: 'DRAFT_CUT' } });
  });

  it('fails when nobody answers', async () => {
    const { outcome } = await draft(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(outcome).toMatchObject({ problem: { code: 'UNREACHABLE' } });
  });

  it('fails with a plain problem when the answer is no problem document', async () => {
    const { outcome } = await draft(
      async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    );
    expect(outcome).toMatchObject({ problem: { status: 502 } });
  });

  it('is stopped by the person, which is no failure', async () => {
    const { outcome } = await draft(
      () => Promise.reject(new DOMException('stop', 'AbortError')),
      AbortSignal.abort(),
    );
    expect(outcome).toEqual({ kind: 'stopped' });
  });
});
