import { createSocket } from 'node:dgram';
import { StatsD } from 'hot-shots';
import { waitUntil } from '../../src/process/wait-until.ts';
import {
  startStatsdReceiver,
  type StatsdItem,
  type StatsdReceiver,
} from '../../src/telemetry/statsd/statsd-receiver.ts';

describe('the DogStatsD receiver', () => {
  let statsd: StatsdReceiver;
  beforeEach(async () => {
    statsd = await startStatsdReceiver();
  });
  afterEach(() => statsd.close());

  /** Sends datagrams; answers the code of the error that the system tells, if any. */
  const send = async (...datagrams: string[]): Promise<string | undefined> => {
    const socket = createSocket('udp4');
    let code: string | undefined;
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
    await new Promise<void>((resolve) => socket.connect(statsd.port, '127.0.0.1', resolve));
    for (const datagram of datagrams) {
      const error = await new Promise<NodeJS.ErrnoException | null>((resolve) =>
        socket.send(datagram, resolve),
      );
      code ??= error?.code;
    }
    socket.close();
    return code;
  };
  const untilCount = (count: number) =>
    statsd.waitFor((items) => items.length + statsd.refused.length >= count, 10_000);

  it('records each line of a datagram with its values', async () => {
    await send('a:1|c|#x:y\nb:2:3|d\n', '_sc|svc|0');
    await untilCount(3);
    expect(statsd.received).toMatchObject([
      { kind: 'metric', name: 'a', values: [1], tags: ['x:y'], line: 'a:1|c|#x:y', datagram: 1 },
      { kind: 'metric', name: 'b', values: [2, 3], datagram: 1 },
      { kind: 'check', name: 'svc', datagram: 2 },
    ]);
    expect(statsd.datagrams).toBe(2);
  });

  it('records malformed lines with the reason and keeps the others', async () => {
    await send('good:1|c\nbad name:1|c\nnan:NaN|g');
    await untilCount(3);
    expect(statsd.received).toHaveLength(1);
    expect(statsd.refused).toMatchObject([
      { excerpt: 'bad name:1|c', reason: expect.stringMatching(/no metric name/) as string },
      { excerpt: 'nan:NaN|g', reason: expect.stringMatching(/no number/) as string },
    ]);
  });

  it('refuses a datagram that the Agent would cut', async () => {
    await send(`a:1|c|#${'t'.repeat(100)}\n`.repeat(90));
    await untilCount(1);
    expect(statsd.received).toEqual([]);
    expect(statsd.refused[0]?.reason).toMatch(/8192 bytes/);
  });

  it('loses nothing of a burst that fits into the buffer of the socket', async () => {
    const lines = Array.from({ length: 2000 }, (_, index) => `burst:${index}|d`);
    for (const line of lines) await send(line);
    await untilCount(2000);
    expect(statsd.received.map(({ line }) => line)).toEqual(lines);
    expect(statsd.drops() ?? 0).toBe(0);
  });

  it('understands everything that hot-shots says', async () => {
    const client = new StatsD({
      host: '127.0.0.1',
      port: statsd.port,
      prefix: 'unite',
      globalTags: { env: 'test' },
      datadog: true,
      containerID: 'abc123',
      maxBufferSize: 1432,
    });
    client.increment('requests', 2, { route: '/x' });
    client.gauge('depth', 1.5);
    client.set('users', 'u1');
    client.distribution('size', 12.3, { route: '/a|b,c' });
    client.histogram('latency', 5);
    client.timing('took', 7);
    client.event('title', 'multi\nline', { alert_type: 'error' });
    client.check('svc', client.CHECKS.OK, { message: 'fine' });
    await new Promise((resolve) => client.close(resolve));
    // Beside what it was told to send come the client's own counts.
    const isOurs = ({ line }: StatsdItem) => line.includes('unite.');
    await statsd.waitFor((items) => items.filter(isOurs).length === 8, 10_000);
    expect(statsd.refused).toEqual([]);
    const ours = statsd.received.filter(isOurs);
    expect(ours.filter(({ kind }) => kind === 'metric')).toMatchObject([
      { name: 'unite.requests', type: 'c', values: [2], containerId: 'abc123' },
      { name: 'unite.depth', type: 'g', values: [1.5] },
      { name: 'unite.users', type: 's', values: ['u1'] },
      { name: 'unite.size', type: 'd', values: [12.3], tags: ['env:test', 'route:/a_b_c'] },
      { name: 'unite.latency', type: 'h', values: [5] },
      { name: 'unite.took', type: 'ms', values: [7] },
    ]);
    expect(statsd.received).toContainEqual(
      expect.objectContaining({ kind: 'event', text: 'multi\nline' }),
    );
  });

  it('tells the lines of a metric over HTTP', async () => {
    await send('a:1:2|d\na:4|d|@0.5\nb:1|c');
    await untilCount(3);
    const ask = (metric: string) => fetch(`${statsd.controlUrl}/query?metric=${metric}`);
    expect(await (await ask('a')).json()).toMatchObject({
      metric: 'a',
      lines: [{ values: [1, 2] }, { values: [4] }],
      count: 3,
      sum: 11,
      last: 4,
    });
    expect((await ask('c')).status).toBe(404);
    expect(await (await fetch(`${statsd.controlUrl}/_received?find=b:1`)).json()).toMatchObject({
      received: [{ name: 'b' }],
      datagrams: 1,
    });
    expect((await fetch(`${statsd.controlUrl}/elsewhere`)).status).toBe(404);
  });

  it('takes datagrams and records nothing while it hangs', async () => {
    await statsd.fault('hang');
    await send('lost:1|c');
    await waitUntil('it is taken', () => statsd.datagrams === 1);
    await statsd.fault('none');
    await send('kept:1|c');
    await untilCount(1);
    expect(statsd.received).toMatchObject([{ name: 'kept' }]);
  });

  it('closes its port when it refuses, and opens it again', async () => {
    const fault = (value: string) =>
      fetch(`${statsd.controlUrl}/_fault`, { method: 'POST', body: JSON.stringify(value) });
    expect((await fault('reset')).status).toBe(400);
    expect((await fault('refuse')).status).toBe(200);
    await waitUntil(
      'senders are told',
      async () => (await send('a:1|c', 'a:2|c')) === 'ECONNREFUSED',
    );
    await fault('none');
    await send('b:1|c');
    await untilCount(1);
    expect(statsd.received).toMatchObject([{ name: 'b' }]);
    await fetch(`${statsd.controlUrl}/_clear`, { method: 'POST' });
    expect([statsd.received.length, statsd.datagrams]).toEqual([0, 0]);
  });
});
