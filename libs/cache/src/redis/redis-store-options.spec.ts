import { Cluster, Redis } from 'ioredis';
import { redisStore } from './redis-store.ts';

const lazy = { lazyConnect: true };
const refused = { code: 'CACHE_OPTION_INVALID' };

describe('a store in Redis', () => {
  it.each([
    ['name', ''],
    ['name', 'a{b}'],
    ['name', 'a b'],
    ['maxLogEntries', 99],
    ['stampTtlMs', 0],
    ['stampTtlMs', 1.5],
    ['replicas', -1],
    ['replicaTimeoutMs', 0],
    ['followMarginMs', Number.NaN],
  ])('is not made with %s %j', (name, value) => {
    const make = () => redisStore(new Redis(lazy), { [name]: value });
    expect(make).toThrow(expect.objectContaining(refused));
    expect(make).toThrow(name);
  });

  it('is not made over a connection that reads from replicas', () => {
    const cluster = new Cluster(['redis://127.0.0.1:1'], { ...lazy, scaleReads: 'all' });
    expect(() => redisStore(cluster)).toThrow(/scaleReads is all/);
    const replica = new Redis({ ...lazy, sentinels: [{ port: 1 }], name: 'm', role: 'slave' });
    expect(() => redisStore(replica)).toThrow(/role is slave/);
  });

  it('does not wait for replicas in a Cluster, where each value is on another server', () => {
    const cluster = new Cluster(['redis://127.0.0.1:1'], lazy);
    expect(() => redisStore(cluster, { replicas: 1 })).toThrow(/replicas is 1/);
    expect(() => redisStore(cluster)).not.toThrow();
  });
});
