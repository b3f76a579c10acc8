/** @jest-environment node */
import { problemResponseStandIn } from './problem-response-stand-in.ts';
import { apiPath, requestJson } from './request-json.ts';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

function answer(response: Response | Error) {
  const asked: Request[] = [];
  globalThis.fetch = (input, init) => {
    asked.push(new Request(new URL(String(input), 'http://app.test'), init));
    return response instanceof Response ? Promise.resolve(response) : Promise.reject(response);
  };
  return asked;
}

describe('asking this web server', () => {
  it('sends JSON with the entity tag and gives the value', async () => {
    const asked = answer(Response.json({ id: 1 }));
    const outcome = await requestJson(apiPath('w1', '/contacts/1'), {
      method: 'PATCH',
      body: { name: 'Ada' },
      ifMatch: '"3"',
    });
    expect(outcome).toEqual({ ok: true, value: { id: 1 } });
    expect(asked[0]?.url).toBe('http://app.test/api/w/w1/contacts/1');
    expect(asked[0]?.headers.get('if-match')).toBe('"3"');
    expect(await asked[0]?.json()).toEqual({ name: 'Ada' });
  });

  it('takes an empty answer as no value', async () => {
    answer(new Response(null, { status: 204 }));
    expect(await requestJson('/x')).toEqual({ ok: true, value: undefined });
  });

  it('gives the problem that the API told', async () => {
    const type = 'https://api.unite-hub.com/errors/not-found';
    answer(problemResponseStandIn({ type, title: 'Gone' }, 404));
    expect(await requestJson('/x')).toMatchObject({
      ok: false,
      problem: { slug: 'not-found', status: 404, title: 'Gone' },
    });
  });

  it('gives a problem for an answer that is no problem document', async () => {
    answer(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
    expect(await requestJson('/x')).toMatchObject({
      ok: false,
      problem: { slug: null, status: 502, title: 'Bad Gateway' },
    });
  });

  it('gives a problem when the answer breaks off', async () => {
    const broken = () =>
      new ReadableStream({ pull: (body) => body.error(new TypeError('network error')) });
    const headers = { 'content-type': 'application/problem+json' };
    for (const status of [200, 503]) {
      answer(new Response(broken(), { status, headers }));
      expect(await requestJson('/x')).toMatchObject({ problem: { code: 'UNREACHABLE' } });
    }
  });

  it('asks for problems in the language of the app', async () => {
    const asked = answer(Response.json({}));
    await requestJson('/x');
    expect(asked[0]?.headers.get('accept-language')).toBe('en');
  });

  it('gives a problem when nothing answers', async () => {
    answer(new TypeError('fetch failed'));
    expect(await requestJson('/x')).toMatchObject({ ok: false, problem: { code: 'UNREACHABLE' } });
  });

  it('throws only when it was aborted', async () => {
    const abort = new AbortController();
    abort.abort();
    answer(new DOMException('aborted', 'AbortError'));
    await expect(requestJson('/x', { signal: abort.signal })).rejects.toThrow('aborted');
  });
});
