import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Agent, request } from 'node:http';
import { isFreePort } from '../../src/network/free-port.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { startHttpReceiver, type HttpReceiver } from '../../src/telemetry/http-receiver.ts';

/** Keeps what is posted to /in, as text. */
function startEcho(): Promise<HttpReceiver<string>> {
  return startHttpReceiver<string>({
    name: 'The echo',
    handle: ({ path, body }) =>
      path === '/in'
        ? { status: 200, body: {}, items: [body.toString()] }
        : { status: 404, reason: `there is no ${path}` },
  });
}

describe('a receiver', () => {
  let receiver: HttpReceiver<string>;
  beforeEach(async () => {
    receiver = await startEcho();
  });
  afterEach(() => receiver.close());

  const post = (body: string | Uint8Array<ArrayBuffer>, init: RequestInit = {}) =>
    fetch(`${receiver.url}/in`, { method: 'POST', body, ...init });
  const control = (path: string, body?: unknown) =>
    fetch(`${receiver.controlUrl}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  const refused = { cause: { code: 'ECONNREFUSED' } };

  it('records what it accepts and when it came', async () => {
    const startMs = Date.now();
    await post('a');
    await post(new Uint8Array(gzipSync('b')), { headers: { 'content-encoding': 'gzip' } });
    expect(receiver.received).toEqual(['a', 'b']);
    expect(receiver.requests.map(({ path, outcome }) => [path, outcome])).toEqual([
      ['/in', 200],
      ['/in', 200],
    ]);
    expect(receiver.requests.every(({ atMs }) => atMs >= startMs && atMs <= Date.now())).toBe(true);
  });

  it.each([
    ['bytes that are no gzip', 'gzip', 400, /no gzip/],
    ['an unknown encoding', 'rot13', 415, /rot13/],
  ])('refuses %s and records why', async (_, encoding, status, reason) => {
    const response = await post('x', { headers: { 'content-encoding': encoding } });
    expect(response.status).toBe(status);
    expect(receiver.refused).toEqual([
      expect.objectContaining({ status, reason: expect.stringMatching(reason) as string }),
    ]);
  });

  it('survives an address that is none', async () => {
    const socket = connect(receiver.port, '127.0.0.1').setEncoding('utf8');
    socket.write('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect((await once(socket, 'data'))[0]).toMatch(/^HTTP\/1.1 404/);
    socket.destroy();
  });

  it('answers questions of browsers about other origins', async () => {
    const response = await fetch(`${receiver.url}/in`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(receiver.requests).toEqual([]);
  });

  it('forgets everything when it is cleared', async () => {
    await post('a');
    await fetch(`${receiver.url}/elsewhere`);
    expect([receiver.received.length, receiver.refused.length]).toEqual([1, 1]);
    receiver.clear();
    expect([receiver.received, receiver.refused, receiver.requests]).toEqual([[], [], []]);
  });

  describe('waiting', () => {
    it('settles at once for what is there and later for what comes', async () => {
      await post('a');
      await receiver.waitFor((items) => items.includes('a'), 1);
      const waiting = receiver.waitFor((items) => items.includes('b'), 10_000);
      await post('b');
      await waiting;
    });

    it('ends with what was received instead', async () => {
      await fetch(`${receiver.url}/elsewhere`);
      await expect(receiver.waitFor((items) => items.length > 0, 5)).rejects.toMatchObject({
        code: 'STACK_TIMEOUT',
        message: expect.stringMatching(/accepted 0 and refused 1.*no \/elsewhere/) as string,
      });
    });

    it('passes on what its question throws', async () => {
      const broken = () => {
        throw new TypeError('broken');
      };
      await expect(receiver.waitFor(broken, 1000)).rejects.toThrow(TypeError);
    });
  });

  describe('under a fault', () => {
    it('answers with a status, accepts nothing and says when to come again', async () => {
      await receiver.fault({
        status: 429,
        retryAfterSeconds: 60,
        headers: { 'x-sentry-rate-limits': '60:error:organization' },
      });
      const response = await post('a');
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('60');
      expect(response.headers.get('x-sentry-rate-limits')).toBe('60:error:organization');
      expect(receiver.received).toEqual([]);
      expect(receiver.requests).toMatchObject([{ outcome: 429, wireBytes: 1 }]);
    });

    it('accepts at once and answers late', async () => {
      await receiver.fault({ delayMs: 80 });
      const startMs = performance.now();
      const answer = post('a');
      await receiver.waitFor((items) => items.length === 1, 10_000);
      expect(receiver.requests[0]?.outcome).toBe('pending');
      expect((await answer).status).toBe(200);
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(79);
    });

    it('hangs: it takes all bytes and never answers, also not when the fault ends', async () => {
      await receiver.fault('hang');
      const large = 'x'.repeat(5 << 20);
      const leave = new AbortController();
      const hanging = post(large, { signal: leave.signal });
      await waitUntil('it hangs', () => receiver.requests[0]?.outcome === 'hang');
      await receiver.fault('none');
      expect((await post('a')).status).toBe(200);
      const first = await Promise.race([hanging, post('b').then(() => 'others are answered')]);
      expect(first).toBe('others are answered');
      expect(receiver.received).toEqual(['a', 'b']);
      leave.abort();
      await expect(hanging).rejects.toThrow(/abort/);
    });

    it('resets connections, fresh ones and those that were kept alive', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const send = () =>
        new Promise<string>((resolve) => {
          request(`${receiver.url}/in`, { method: 'POST', agent }, (response) => {
            response.resume().on('end', () => resolve(String(response.statusCode)));
          })
            .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
            .end('a');
        });
      expect(await send()).toBe('200');
      await receiver.fault('reset');
      expect([await send(), await send()]).toEqual(['ECONNRESET', 'ECONNRESET']);
      expect(receiver.requests.map(({ outcome }) => outcome)).toEqual([200, 'reset', 'reset']);
      agent.destroy();
    });

    it('refuses connections, ends those that are open, and listens again on the same port', async () => {
      const idle = connect(receiver.port, '127.0.0.1');
      await once(idle, 'connect');
      const closed = once(idle.resume(), 'close');
      await receiver.fault('refuse');
      await closed;
      await expect(post('a')).rejects.toMatchObject(refused);
      expect(receiver.requests).toEqual([]);
      await receiver.fault('none');
      expect((await post('b')).status).toBe(200);
      expect(receiver.received).toEqual(['b']);
    });

    it('goes from one fault to the next without a moment in between', async () => {
      await Promise.all([
        receiver.fault('refuse'),
        receiver.fault('none'),
        receiver.fault('refuse'),
      ]);
      await expect(post('a')).rejects.toMatchObject(refused);
      await Promise.all([receiver.fault({ status: 500 }), receiver.fault('none')]);
      expect((await post('a')).status).toBe(200);
    });
  });

  describe('asked by other processes', () => {
    it('tells what it received, all of it or what contains a text', async () => {
      await post('apple');
      await post('pear');
      expect(await (await control('/_received')).json()).toMatchObject({
        fault: 'none',
        received: ['apple', 'pear'],
        requests: [{ outcome: 200 }, { outcome: 200 }],
      });
      expect(await (await fetch(`${receiver.url}/_received?find=ppl`)).json()).toMatchObject({
        received: ['apple'],
      });
    });

    it('changes its fault and forgets', async () => {
      await post('a');
      expect(await (await control('/_fault', { status: 503 })).json()).toEqual({ status: 503 });
      expect((await post('b')).status).toBe(503);
      await control('/_fault', 'refuse');
      await expect(post('c')).rejects.toMatchObject(refused);
      await control('/_fault', 'none');
      await control('/_clear', {});
      expect(receiver.received).toEqual([]);
    });

    it.each(['angry', { status: 200 }, null])('does not take %j for a fault', async (fault) => {
      expect((await control('/_fault', fault)).status).toBe(400);
      expect((await control('/_nothing')).status).toBe(404);
      expect((await post('a')).status).toBe(200);
    });
  });

  it('notices a client that goes away before the end of its request', async () => {
    const socket = connect(receiver.port, '127.0.0.1');
    socket.write('POST /in HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await waitUntil('it arrives', () => receiver.requests.length === 1);
    expect(receiver.openConnections).toBe(1);
    socket.resetAndDestroy();
    await waitUntil('it is noticed', () => receiver.requests[0]?.outcome === 'aborted');
    expect(receiver.received).toEqual([]);
  });

  it('leaves its port free and no connection open when it is closed', async () => {
    await receiver.fault('hang');
    const hanging = post('a');
    await waitUntil('it hangs', () => receiver.requests.length === 1);
    await receiver.close();
    await expect(hanging).rejects.toThrow();
    expect(await isFreePort(receiver.port)).toBe(true);
  });
});
