import { startStatsdReceiver, type StatsdReceiver } from '@unite/stack';

import { measureDogstatsd } from '../../gate/metrics-dogstatsd.ts';
import { createMetrics } from '../../src/metrics/index.ts';

describe('DogStatsD over UDP', () => {
  it('carries every value unaltered, in datagrams of 1432 bytes at most', async () => {
    const { differences, refused } = await measureDogstatsd(20_000);
    expect([differences, refused]).toEqual([0, []]);
  }, 30_000);

  it('would be found to round', async () => {
    const rounded = (value: string) =>
      value.replaceAll(/\d+\.\d+/g, (text) => Number(text).toFixed(3));
    const { differences } = await measureDogstatsd(2000, rounded);
    expect(differences).toBeGreaterThan(1000);
  }, 30_000);

  describe('when nobody listens', () => {
    let agent: StatsdReceiver;
    beforeEach(async () => (agent = await startStatsdReceiver()));
    afterEach(() => agent.close());

    it('does not fail, and is heard again when somebody does', async () => {
      const pipeline = createMetrics({
        resource: { 'service.name': 'api' },
        dogstatsd: { host: '127.0.0.1', port: agent.port },
      });
      const orders = pipeline.meterProvider.getMeter('test').createCounter('orders');
      await agent.fault('refuse');
      orders.add(1);
      await pipeline.flush();
      await pipeline.flush();
      await agent.fault('none');
      orders.add(2);
      await pipeline.flush();
      await agent.waitFor((items) => items.some(({ line }) => line.startsWith('orders:2|c')), 2000);
      expect(agent.refused).toEqual([]);
      await pipeline.shutdown();
    });

    it('reads tags and names as they were cleaned', async () => {
      const pipeline = createMetrics({
        resource: { 'service.name': 'API', 'service.version': '1.2.3' },
        dogstatsd: { host: '127.0.0.1', port: agent.port },
      });
      const meter = pipeline.meterProvider.getMeter('test');
      meter.createHistogram('a-b/c').record(1, { 'Text|x': 'Ä,b#c@d\ne:' });
      await pipeline.shutdown();
      await agent.waitFor((items) => items.length > 0, 2000);
      expect(agent.received[0]).toMatchObject({
        name: 'a_b_c',
        type: 'd',
        tags: ['service:api', 'version:1.2.3', 'text_x:ä_b_c_d_e'],
      });
    });
  });
});
