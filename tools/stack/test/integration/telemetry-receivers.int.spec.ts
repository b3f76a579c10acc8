import { createSocket } from 'node:dgram';
import { isFreePort } from '../../src/network/free-port.ts';
import { startTelemetryReceivers } from '../../src/telemetry/telemetry-receivers.ts';

describe('all receivers', () => {
  it('start together on ports of their own and end together', async () => {
    const progress: string[] = [];
    const receivers = await startTelemetryReceivers({ onProgress: (text) => progress.push(text) });
    const { sentry, statsd, otlp, rum } = receivers;
    expect(progress).toHaveLength(1);
    expect(new Set([sentry.port, statsd.port, otlp.port, rum.port]).size).toBe(4);
    for (const { controlUrl } of [sentry, statsd, otlp, rum]) {
      expect((await fetch(`${controlUrl}/_received`)).status).toBe(200);
    }
    await receivers.close();
    for (const { port } of [sentry, otlp, rum]) expect(await isFreePort(port)).toBe(true);
  });

  it('keep only the newest, and nothing when they are cleared', async () => {
    await using receivers = await startTelemetryReceivers({ maxKept: 2 });
    const { otlp, statsd } = receivers;
    for (let count = 0; count < 3; count++) {
      await fetch(`${otlp.url}/${count}`);
    }
    expect(otlp.refused.map(({ reason }) => reason)).toEqual([
      'there is no GET /1',
      'there is no GET /2',
    ]);
    expect(otlp.requests.map(({ path }) => path)).toEqual(['/1', '/2']);
    const socket = createSocket('udp4');
    socket.send('a:1|c\nb:1|c\nc:1|c', statsd.port, '127.0.0.1');
    await statsd.waitFor((items) => items.length === 2, 10_000);
    expect(statsd.received.map(({ line }) => line)).toEqual(['b:1|c', 'c:1|c']);
    socket.close();
    receivers.clear();
    expect([otlp.refused, otlp.requests, statsd.received]).toEqual([[], [], []]);
  });
});
