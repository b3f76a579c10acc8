/** @jest-environment node */
import { createServerApi, outcomeOf } from './server-api.ts';

const workspace = { id: 'w1', name: 'Acme', apiKey: 'uk_secret' };
const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

describe('the API for server components', () => {
  it('is asked with the key of the workspace', async () => {
    const asked: Request[] = [];
    globalThis.fetch = (input) => {
      if (input instanceof Request) asked.push(input);
      return Promise.resolve(Response.json({ timeZone: 'Europe/Berlin' }));
    };
    const outcome = await outcomeOf(
      createServerApi(workspace, 'http://api.test').GET('/api/workspace'),
    );
    expect(outcome).toEqual({ ok: true, value: { timeZone: 'Europe/Berlin' } });
    expect(asked[0]?.url).toBe('http://api.test/api/workspace');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer uk_secret');
  });

  it('gives its problems as values', async () => {
    const type = 'https://api.unite-hub.com/errors/unauthorized';
    globalThis.fetch = () => Promise.resolve(Response.json({ type, title: 'No' }, { status: 401 }));
    const outcome = await outcomeOf(
      createServerApi(workspace, 'http://api.test').GET('/api/workspace'),
    );
    expect(outcome).toMatchObject({ ok: false, problem: { slug: 'unauthorized', status: 401 } });
  });

  it('being dead is a problem too, whose reference is in the log', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
    const outcome = await outcomeOf(
      createServerApi(workspace, 'http://api.test').GET('/api/workspace'),
    );
    const { occurrenceId } = JSON.parse(String(write.mock.calls[0]?.[0]));
    write.mockRestore();
    expect(outcome).toMatchObject({
      ok: false,
      problem: { title: 'The API does not answer', status: 502, occurrenceId },
    });
  });

  it('breaking off in the middle is a problem too', async () => {
    globalThis.fetch = () => Promise.resolve(new Response('{"timeZone":'));
    const outcome = await outcomeOf(
      createServerApi(workspace, 'http://api.test').GET('/api/workspace'),
    );
    expect(outcome).toMatchObject({ ok: false, problem: { status: 502 } });
  });
});
