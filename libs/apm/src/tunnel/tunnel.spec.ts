import { manualClock } from '../../test/browser/manual-clock.ts';
import type { EarlyError } from './early-error.ts';
import { createPageLoads } from './page-loads.ts';
import { createTunnel } from './tunnel.ts';
import type { TunnelOptions } from './tunnel-options.ts';

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const dsn = 'https://key@o1.sentry.test/42';
const rum = { origin: 'https://intake.test', clientToken: 'pub1' };

function start(options: TunnelOptions = {}, status = 200) {
  const sent: Sent[] = [];
  const errors: EarlyError[] = [];
  const clock = manualClock();
  const pageLoads = createPageLoads({ clock });
  const fetch = async (url: string, { headers, body }: RequestInit) => {
    // The forwarder gives a plain object and bytes.
    const text = new TextDecoder().decode(body as Uint8Array);
    sent.push({ url, headers: headers as Record<string, string>, body: text });
    return new Response(null, { status });
  };
  const tunnel = createTunnel({
    sentry: { dsn },
    rum,
    pageLoads,
    onEarlyError: (error) => errors.push(error),
    scrub: (text) => text.replaceAll('hunter2', '[Filtered]'),
    clock,
    fetch: fetch as typeof globalThis.fetch, // only addresses as texts are fetched
    ...options,
  });
  const post = async (
    query: string,
    body: string | ReadableStream,
    headers: Record<string, string> = {},
  ) => {
    const request = new Request(`https://app.test/api/telemetry${query}`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain', ...headers },
      body,
      ...{ duplex: 'half' }, // for bodies that are streams
    });
    return tunnel.handle(request);
  };
  return { tunnel, post, sent, errors, clock, pageLoads };
}

const eventId = 'a'.repeat(32);
const envelope = (header: object = { event_id: eventId, dsn }) =>
  `${JSON.stringify(header)}\n{"type":"event"}\n{}\n`;
const forward = (path: string) => `?ddforward=${encodeURIComponent(path)}`;
const intake = '/api/v2/rum?ddsource=browser&dd-api-key=pub1';

describe('a request', () => {
  it('is refused unless it is a POST', async () => {
    const { tunnel } = start();
    const response = await tunnel.handle(new Request('https://app.test/api/telemetry?report'));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a sibling site', { 'sec-fetch-site': 'same-site', origin: 'https://app.test' }],
    ['typed by hand', { 'sec-fetch-site': 'none' }],
  ])('%s is refused', async (_, headers) => {
    expect((await start().post('?report', '{}', headers)).status).toBe(403);
  });

  it.each([
    ['our origin', 'https://app.test', 400],
    ['another', 'https://evil.test', 403],
    ['an opaque one', 'null', 403],
    ['none', undefined, 403],
  ])('without Fetch Metadata is judged by its origin: %s', async (_, origin, status) => {
    const { tunnel } = start();
    const headers = { 'content-type': 'text/plain', ...(origin !== undefined && { origin }) };
    const request = new Request('https://app.test/t?report', { method: 'POST', headers, body: '' });
    expect((await tunnel.handle(request)).status).toBe(status);
  });

  it('that is nothing of ours is refused', async () => {
    expect((await start().post('', '{}')).status).toBe(400);
  });

  it('of a form or a file is refused', async () => {
    const { post } = start();
    const type = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await post('?report', '{}', type)).status).toBe(415);
  });

  it.each([
    ['?report', 65_537],
    ['?envelope', 1_000_001],
    [forward(intake), 262_145],
  ])('to %s over its limit is refused', async (query, bytes) => {
    const { post, sent } = start();
    expect((await post(query, 'x'.repeat(bytes))).status).toBe(413);
    expect(sent).toEqual([]);
  });

  it('whose length is a lie is cut off at the limit', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(10_000));
      },
    });
    const { post } = start();
    expect((await post('?report', body)).status).toBe(413);
    expect(pulled).toBeLessThan(12);
  });

  it('whose body does not come is given up', async () => {
    const { post, clock } = start();
    const answer = post(
      '?report',
      new ReadableStream({ pull: () => new Promise(() => undefined) }),
    );
    await clock.pass(10_000);
    expect((await answer).status).toBe(408);
  });

  it('over the rate is refused until there is room again', async () => {
    const { post, clock } = start({ maxPerSecond: 1 });
    const statuses = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await post('?envelope', envelope())).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 202), 429]);
    await clock.pass(1000);
    const response = await post('?envelope', envelope());
    expect(response.status).toBe(202);
  });
});

describe('an envelope', () => {
  it('is answered before its backend has been asked, and then forwarded to the project', async () => {
    const { post, sent, clock } = start();
    const response = await post('?envelope', envelope());
    expect([response.status, await response.text()]).toEqual([202, '']);
    await clock.pass(0);
    expect(sent).toEqual([
      {
        url: 'https://o1.sentry.test/api/42/envelope/?sentry_key=key&sentry_version=7',
        headers: { 'content-type': 'application/x-sentry-envelope' },
        body: envelope(),
      },
    ]);
  });

  it('takes nothing of its visitor along but the user agent', async () => {
    const { post, sent, clock } = start();
    await post('?envelope', envelope(), {
      cookie: 'session=s3cret',
      authorization: 'Bearer s3cret',
      'x-forwarded-for': '192.0.2.7',
      referer: 'https://app.test/w/1',
      'user-agent': 'Browser/1',
    });
    await clock.pass(0);
    expect(sent[0]?.headers).toEqual({
      'content-type': 'application/x-sentry-envelope',
      'user-agent': 'Browser/1',
    });
  });

  it.each([
    ['of another project', { dsn: 'https://key@o1.sentry.test/43' }],
    ['of another host', { dsn: 'https://key@evil.test/42' }],
    ['of another key', { dsn: 'https://other@o1.sentry.test/42' }],
    ['of an internal host', { dsn: 'http://key@169.254.169.254/42' }],
  ])('%s is refused', async (_, header) => {
    const { post, sent, clock } = start();
    expect((await post('?envelope', envelope(header))).status).toBe(403);
    await clock.pass(0);
    expect(sent).toEqual([]);
  });

  it.each([
    ['without a DSN', envelope({})],
    ['with a DSN that is none', envelope({ dsn: '/etc/passwd' })],
    ['without a line', '{}'],
    ['that is no JSON', 'x\n'],
    ['that is empty', ''],
  ])('%s is none', async (_, body) => {
    expect((await start().post('?envelope', body)).status).toBe(400);
  });

  it('is refused where no project is configured', async () => {
    const bare = createTunnel();
    const request = new Request('https://app.test/t?envelope', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: envelope(),
    });
    expect((await bare.handle(request)).status).toBe(403);
  });

  it('says nothing of a backend that fails', async () => {
    const { post } = start({}, 500);
    const response = await post('?envelope', envelope());
    expect([response.status, await response.text()]).toEqual([202, '']);
  });

  it('for which there is no room is to be sent again later', async () => {
    const { post } = start({ maxQueuedBytes: 10 });
    const response = await post('?envelope', envelope());
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '10']);
  });
});

describe('a RUM batch', () => {
  it('is forwarded to the intake', async () => {
    const { post, sent, clock } = start();
    const path = `${intake}&dd-evp-origin=browser&dd-request-id=1-2&batch_time=1&_dd.api=beacon`;
    expect((await post(forward(path), '{"type":"view"}')).status).toBe(202);
    await clock.pass(0);
    expect(sent).toEqual([
      {
        url: `https://intake.test${path}`,
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: '{"type":"view"}',
      },
    ]);
  });

  it.each([
    ['another host', `https://evil.test${intake}`],
    ['another host without a scheme', `//evil.test${intake}`],
    ['another host behind backslashes', `\\\\evil.test${intake}`],
    ['a user part', `@evil.test${intake}`],
    ['a port', `:80@evil.test${intake}`],
    ['another path', '/api/v1/series?dd-api-key=pub1'],
    ['a path that climbs', `/api/v2/rum/../../v1/series?dd-api-key=pub1`],
    ['a path that climbs in disguise', `/api/v2/rum%2f..%2fv1?dd-api-key=pub1`],
    ['a longer path', '/api/v2/rumors?dd-api-key=pub1'],
    ['another account', '/api/v2/rum?ddsource=browser&dd-api-key=pub2'],
    ['no account', '/api/v2/rum?ddsource=browser'],
    ['two accounts', `${intake}&dd-api-key=pub2`],
    ['an unknown parameter', `${intake}&redirect=1`],
    ['a header in a parameter', `${intake}&batch_time=1%0d%0ahost:%20evil.test`],
    ['a fragment', `${intake}#@evil.test`],
    ['nothing', ''],
    ['spaces before', ` ${intake}`],
    ['a line before', `\n${intake}`],
  ])('to %s is refused', async (_, path) => {
    const { post, sent, clock } = start();
    expect((await post(forward(path), '{}')).status).toBe(403);
    await clock.pass(0);
    expect(sent).toEqual([]);
  });

  it.each([
    ['another subdomain', `${forward(intake)}&ddforwardSubdomain=evil`],
    ['two addresses', `${forward(intake)}&${forward('https://evil.test/').slice(1)}`],
    ['an envelope as well', `${forward(intake)}&envelope`],
  ])('with %s is refused', async (_, query) => {
    expect((await start().post(query, '{}')).status).toBe(403);
  });
});

describe('a report', () => {
  const error = [
    0,
    'error',
    'TypeError: hunter2',
    'TypeError: hunter2\n    at f (a.js:1:2)',
    5,
    'a.js:1:2',
  ];

  it('is joined with the page load that it is of', async () => {
    const { post, pageLoads } = start();
    const { id, route } = pageLoads.open('/');
    await post(
      '?report',
      JSON.stringify({ view: id, route, n: 0, stayed: true, vitals: { LCP: 9 } }),
    );
    expect(pageLoads.counts()).toEqual([
      { route: '/', served: 1, confirmed: 1, bounced: 0, unconfirmed: 0 },
    ]);
    expect(pageLoads.quantiles()).toMatchObject([{ name: 'LCP', count: 1 }]);
  });

  it('tells the errors that no envelope told within five seconds, scrubbed', async () => {
    const { post, errors, clock } = start();
    const view = 'b'.repeat(24);
    await post('?report', JSON.stringify({ view, route: '/', n: 0, errors: [error] }));
    await clock.pass(4999);
    expect(errors).toEqual([]);
    await clock.pass(1);
    expect(errors).toEqual([
      {
        eventId: `${view}00000005`,
        kind: 'error',
        type: 'TypeError',
        message: '[Filtered]',
        stack: 'TypeError: [Filtered]\n    at f (a.js:1:2)',
        where: 'a.js:1:2',
        atMs: 5,
        route: '/',
        pageView: view,
      },
    ]);
  });

  it('tells errors with the workspace that its request is of', async () => {
    const workspaceOf = ({ headers }: Request) => headers.get('cookie') ?? undefined;
    const { post, errors, clock } = start({ workspaceOf });
    const report = (view: string) =>
      JSON.stringify({ view: view.repeat(24), route: '/', n: 0, errors: [error] });
    await post('?report', report('b'), { cookie: 'w1' });
    await post('?report', report('c'));
    await clock.pass(5000);
    expect(errors.map(({ workspace }) => workspace)).toEqual(['w1', undefined]);
  });

  it('and an envelope of the same error are one, whichever comes first', async () => {
    const view = 'b'.repeat(24);
    const told = JSON.stringify({ view, route: '/', n: 0, errors: [error] });
    const same = envelope({ dsn, event_id: `${view}00000005` });

    const before = start();
    await before.post('?envelope', same);
    await before.post('?report', told);
    await before.clock.pass(10_000);
    expect([before.errors.length, before.sent.length]).toEqual([0, 1]);

    const soonAfter = start();
    await soonAfter.post('?report', told);
    await soonAfter.clock.pass(4000);
    await soonAfter.post('?envelope', same);
    await soonAfter.clock.pass(10_000);
    expect([soonAfter.errors.length, soonAfter.sent.length]).toEqual([0, 1]);

    const tooLate = start();
    await tooLate.post('?report', told);
    await tooLate.clock.pass(5000);
    await tooLate.post('?envelope', same);
    await tooLate.clock.pass(10_000);
    expect([tooLate.errors.length, tooLate.sent.length]).toEqual([1, 0]);
  });

  it('that repeats an error tells it once', async () => {
    const { post, errors, clock } = start();
    for (const n of [0, 1, 2]) {
      const report = { view: 'b'.repeat(24), route: '/', n, errors: [error] };
      await post('?report', JSON.stringify(report));
      await clock.pass(3000);
    }
    expect(errors).toHaveLength(1);
  });

  it('tells errors of an envelope that was not taken', async () => {
    const view = 'b'.repeat(24);
    const { post, errors, clock } = start({ maxQueuedBytes: 1 });
    await post('?envelope', envelope({ dsn, event_id: `${view}00000005` }));
    await post('?report', JSON.stringify({ view, route: '/', n: 0, errors: [error] }));
    await clock.pass(5000);
    expect(errors).toHaveLength(1);
  });

  it('tells no flood of errors', async () => {
    const { post, errors, tunnel } = start({ maxPerSecond: 2 });
    const flood = (n: number) => ({
      ...{ view: 'b'.repeat(24), route: '/', n },
      errors: Array.from({ length: 25 }, (_, at) => [n * 25 + at, 'error', 'flood', '', 5, '']),
    });
    for (let n = 0; n < 3; n += 1) await post('?report', JSON.stringify(flood(n)));
    await tunnel.close();
    expect(errors).toHaveLength(20);
  });

  it('is taken, whatever the callback throws', async () => {
    const { post, tunnel } = start({
      onEarlyError: () => {
        throw new Error('of the application');
      },
    });
    const report = { view: 'b'.repeat(24), route: '/', n: 0, errors: [error, error] };
    expect((await post('?report', JSON.stringify(report))).status).toBe(202);
    await expect(tunnel.close()).resolves.toBeUndefined();
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"view":1,"route":"/","n":0}',
    '{"view":"","route":"/","n":-1}',
  ])('that is %j is none', async (body) => {
    expect((await start().post('?report', body)).status).toBe(400);
  });
});

describe('closing', () => {
  it('tells the errors that still wait for their envelopes', async () => {
    const { tunnel, post, errors } = start();
    const error = [0, 'error', 'boom', '', 5, ''];
    const report = { view: 'b'.repeat(24), route: '/', n: 0, errors: [error] };
    await post('?report', JSON.stringify(report));
    await tunnel.close();
    expect(errors).toHaveLength(1);
  });

  it('delivers what waits and answers honestly afterwards', async () => {
    const { tunnel, post, sent } = start();
    await post('?envelope', envelope());
    await tunnel.close();
    expect(sent).toHaveLength(1);
    expect((await post('?envelope', envelope({ dsn }))).status).toBe(429);
    expect(tunnel.stats()).toMatchObject({ delivered: 1, dropped: { closed: 1 }, queued: 0 });
  });
});

describe('the options', () => {
  it('are checked all at once', () => {
    const options: TunnelOptions = {
      sentry: { dsn: 'nonsense' },
      rum: { origin: 'https://intake.test/path', clientToken: 'a b' },
      timeoutMs: 0,
      maxPerSecond: Number.NaN,
    };
    expect(() => createTunnel(options)).toThrow(
      /sentry\.dsn .*rum\.origin .*rum\.clientToken .*maxPerSecond is NaN.*timeoutMs is 0/,
    );
  });

  it('may all be left out', async () => {
    const tunnel = createTunnel();
    expect(tunnel.stats()).toMatchObject({ created: 0, queued: 0 });
    await tunnel.close();
  });
});
