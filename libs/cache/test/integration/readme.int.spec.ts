import { startPostgres, type PostgresCluster, type RedisServer } from '@unite/stack';
import { examplesWithServers, printed, promised } from '../readme-examples.ts';
import { ownRedis } from './own-redis.ts';

let postgres: PostgresCluster;
let redis: RedisServer;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres({ replicas: 0 }), ownRedis()]);
  process.env.DATABASE_URL = postgres.migrationUrl;
  process.env.REDIS_URL = redis.url;
}, 60_000);
afterAll(async () => {
  delete process.env.DATABASE_URL;
  delete process.env.REDIS_URL;
  await Promise.all([postgres.close(), redis.close()]);
});

describe('the README and the guide', () => {
  it('have examples that need servers', () => {
    expect(examplesWithServers.length).toBeGreaterThan(0);
  });

  it.each(examplesWithServers)('show code that prints what it says: %s', async (code) => {
    expect(promised(code).length).toBeGreaterThan(0);
    expect((await printed(code)).map(String)).toEqual(promised(code));
  });
});
