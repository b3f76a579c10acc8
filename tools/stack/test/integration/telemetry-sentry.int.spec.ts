import { randomBytes, randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createTransport, defaultStackParser, NodeClient, makeNodeTransport } from '@sentry/node';
import {
  startSentryReceiver,
  type SentryReceiver,
} from '../../src/telemetry/sentry/sentry-receiver.ts';

type ClientOptions = ConstructorParameters<typeof NodeClient>[0];

describe('the Sentry receiver', () => {
  let sentry: SentryReceiver;
  beforeEach(async () => {
    sentry = await startSentryReceiver();
  });
  afterEach(() => sentry.close());

  const event = (fields: object = {}) => {
    const id = randomUUID().replaceAll('-', '');
    return {
      id,
      text: envelope({ event_id: id }, 'event', JSON.stringify({ event_id: id, ...fields })),
    };
  };
  const envelope = (header: object, type: string, payload: string) =>
    `${JSON.stringify(header)}\n${JSON.stringify({ type, length: Buffer.byteLength(payload) })}\n${payload}\n`;
  const post = (
    body: string | Buffer,
    options: { headers?: Record<string, string>; path?: string } = {},
  ) =>
    fetch(`${sentry.url}${options.path ?? '/api/1/envelope/'}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: {
        'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${sentry.publicKey}`,
        ...options.headers,
      },
    });

  it('records headers and payload of each item and answers with the id of the event', async () => {
    const { id, text } = event({ message: 'hello' });
    const response = await post(text);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ id });
    expect(sentry.received).toEqual([
      {
        atMs: sentry.requests[0]?.atMs,
        type: 'event',
        eventId: id,
        header: expect.objectContaining({ type: 'event' }) as object,
        envelopeHeader: { event_id: id },
        payload: { event_id: id, message: 'hello' },
      },
    ]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('understands %s', async (encoding, compress) => {
    const response = await post(compress(event().text), {
      headers: { 'content-encoding': encoding },
    });
    expect(response.status).toBe(200);
  });

  it('keeps attachments as base64', async () => {
    await post('{"event_id":"1"}\n{"type":"attachment","length":3}\na\nb');
    expect(sentry.received).toMatchObject([{ eventId: '1', payload: btoa('a\nb') }]);
  });

  it('takes the key from the query or from the DSN in the envelope', async () => {
    const { id } = event();
    const none = { 'x-sentry-auth': '' };
    const path = `/api/1/envelope/?sentry_key=${sentry.publicKey}&sentry_version=7`;
    expect((await post(event().text, { headers: none, path })).status).toBe(200);
    const inside = envelope({ event_id: id, dsn: sentry.dsn }, 'event', '{}');
    expect((await post(inside, { headers: none })).status).toBe(200);
  });

  it.each([
    ['without a key', { headers: { 'x-sentry-auth': '' } }, 401],
    ['with a wrong key', { headers: { 'x-sentry-auth': 'Sentry sentry_key=wrong' } }, 403],
    ['for another project', { path: '/api/2/envelope/' }, 403],
    ['to another address', { path: '/api/1/store/' }, 404],
  ])('refuses an event %s', async (_, options, status) => {
    expect((await post(event().text, options)).status).toBe(status);
    expect(sentry.received).toEqual([]);
    expect(sentry.refused).toMatchObject([{ status }]);
  });

  it.each([
    ['no envelope', 'hello'],
    ['a wrong length', '{}\n{"type":"event","length":5}\n{}'],
    ['an event that is no JSON', '{}\n{"type":"event"}\nhello'],
  ])('refuses %s and accepts nothing of it', async (_, body) => {
    expect((await post(body)).status).toBe(400);
    expect([sentry.received.length, sentry.refused.length]).toEqual([0, 1]);
  });

  describe('of an event', () => {
    const ofSize = (bytes: number) => event({ extra: 'x'.repeat(bytes) }).text;
    const incompressible = (bytes: number) =>
      gzipSync(event({ extra: randomBytes(bytes).toString('base64') }).text);

    it('accepts just under 1 MB and refuses more', async () => {
      expect((await post(ofSize(999_900))).status).toBe(200);
      expect((await post(ofSize(1_000_000))).status).toBe(413);
    });

    it('accepts 190 kB compressed and refuses more than 200 kB', async () => {
      const headers = { 'content-encoding': 'gzip' };
      expect((await post(incompressible(188_000), { headers })).status).toBe(200);
      expect((await post(incompressible(205_000), { headers })).status).toBe(413);
    });

    it('has the limits that the options give', async () => {
      await using small = await startSentryReceiver({ maxEventBytes: 100, publicKey: 'k' });
      const response = await fetch(`${small.url}/api/1/envelope/?sentry_key=k`, {
        method: 'POST',
        body: ofSize(100),
      });
      expect(response.status).toBe(413);
    });
  });

  it('tells whether an event arrived, and how often', async () => {
    const { id, text } = event();
    const ask = (path: string) => fetch(`${sentry.url}${path}`);
    expect((await ask(`/api/0/events/${id}`)).status).toBe(404);
    await post(text);
    await post(text);
    for (const path of [`/api/0/events/${id}`, `/api/0/projects/unite/api/events/${id}/`]) {
      expect(await (await ask(path)).json()).toMatchObject({ eventID: id, count: 2 });
    }
  });

  describe('with the SDK', () => {
    const clientOf = (options: Partial<ClientOptions> = {}) =>
      new NodeClient({
        dsn: sentry.dsn,
        transport: makeNodeTransport,
        stackParser: defaultStackParser,
        integrations: [],
        enableRuntimeChannelInjection: false,
        ...options,
      });

    it('records what the SDK captures, also when it compresses', async () => {
      const client = clientOf({ release: 'r1' });
      const id = client.captureException(new Error('from the SDK'));
      client.captureMessage('long '.repeat(20_000));
      await client.close(5000);
      expect(sentry.refused).toEqual([]);
      const events = sentry.received.filter(({ type }) => type === 'event');
      expect(events).toHaveLength(2);
      expect(events.find(({ eventId }) => eventId === id)?.payload).toMatchObject({
        release: 'r1',
        exception: { values: [{ type: 'Error', value: 'from the SDK' }] },
      });
      expect(sentry.requests.map(({ headers }) => headers['content-encoding'])).toContain('gzip');
    });

    it('limits the SDK by its header', async () => {
      await sentry.fault({ status: 429, headers: { 'x-sentry-rate-limits': '60:error:key' } });
      const dropped: string[] = [];
      const client = clientOf({
        transport: (options) =>
          createTransport(
            { ...options, recordDroppedEvent: (reason) => dropped.push(reason) },
            async ({ body }) => {
              const response = await post(Buffer.from(body));
              return {
                statusCode: response.status,
                headers: {
                  'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
                  'retry-after': null,
                },
              };
            },
          ),
      });
      client.captureMessage('first');
      await client.flush(5000);
      await sentry.fault('none');
      client.captureMessage('second');
      await client.close(5000);
      expect(dropped).toEqual(['ratelimit_backoff']);
      expect(sentry.received.filter(({ type }) => type === 'event')).toEqual([]);
    });
  });
});
