// Changes a contact, and dies by SIGKILL once that is committed, before it told anybody.
import { Redis } from 'ioredis';
import pg from 'pg';
import { createCache, jsonCodec } from '../../src/index.ts';
import { createOutbox } from '../../src/postgres/index.ts';
import { redisStore } from '../../src/redis/index.ts';

const given: unknown = JSON.parse(process.argv[2] ?? '{}');
const { databaseUrl, redisUrl, name, hasOutbox } = given as {
  databaseUrl: string;
  redisUrl: string;
  name: string;
  hasOutbox: boolean;
}; // as the spec writes

const redis = new Redis(redisUrl).on('error', () => undefined);
const cache = createCache({ shared: redisStore(redis) });
const contacts = cache.namespace('contacts', { key: '{id}', codec: jsonCodec<string>() });
const pool = new pg.Pool({ connectionString: databaseUrl });
const outbox = createOutbox({ cache, pool });

async function changeAndDie(): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('UPDATE contacts SET name = $1 WHERE id = 1', [name]);
  const committing = hasOutbox
    ? await outbox.invalidateOnCommit(client, contacts.names.key({ id: 1 }))
    : undefined;
  await client.query('COMMIT');
  process.kill(process.pid, 'SIGKILL');
  await (committing ? committing.send() : contacts.delete({ id: 1 }));
}

void changeAndDie();
