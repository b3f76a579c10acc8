/** @jest-environment node */
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
    answer(Response.json({ title: 'Gone', code: 'NOT_FOUND' }, { status: 404 }));
    expect(await requestJson('/x')).toMatchObject({
      ok: false,
      problem: { status: 404, code: 'NOT_FOUND' },
    });
  });

  it('gives a problem for an answer that is no JSON', async () => {
    answer(new Response('<html>', { status: 502 }));
    expect(await requestJson('/x')).toMatchObject({
      ok: false,
      problem: { code: 'UNREADABLE_ANSWER' },
    });
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
