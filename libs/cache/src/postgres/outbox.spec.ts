import { createCache } from '../cache.ts';
import type { OutboxPool } from './database.ts';
import { parseRow } from './outbox-row.ts';
import { outboxTable } from './outbox-table.ts';
import { createOutbox, type OutboxOptions } from './outbox.ts';

const invalid = expect.objectContaining({ code: 'CACHE_OPTION_INVALID' });

describe('the table of an outbox', () => {
  it.each(['cache_outbox', 'app.cache_outbox'])('may be called %s', (table) => {
    expect(outboxTable(table)).toContain(`CREATE TABLE IF NOT EXISTS ${table} (`);
  });

  it.each(['', 'Outbox', 'a b', 'x; DROP TABLE y', 'a.b.c', '"quoted"', 'a'.repeat(64)])(
    'may not be called "%s"',
    (table) => {
      expect(() => outboxTable(table)).toThrow(invalid);
    },
  );
});

describe('a row of an outbox', () => {
  it('tells what it was written with', () => {
    const names = { keys: ['contacts:1'], tags: ['t:contact'], patterns: ['contacts:*'] };
    expect(parseRow({ id: '7', names })).toEqual({ id: '7', names });
    const { patterns, ...without } = names;
    expect(patterns).toHaveLength(1);
    expect(parseRow({ id: '7', names: without }).names).toEqual({ ...without, patterns: [] });
  });

  it.each([null, 'text', { keys: 'contacts:1' }, { tags: [1] }, { patterns: [1] }])(
    'that says %j stands for what nobody knows',
    (names) => {
      expect(parseRow({ id: '7', names })).toEqual({ id: '7', names: undefined });
    },
  );

  it('of a table of another form is an error', () => {
    expect(() => parseRow({ id: '7' })).toThrow(/another form/);
  });
});

describe('an outbox', () => {
  const refuse = () => Promise.reject(new Error('the database is away'));
  const pool: OutboxPool = { query: refuse, connect: refuse };

  it.each<Partial<OutboxOptions>>([
    { pollMs: 9 },
    { pollMs: 60_001 },
    { batchRows: 0 },
    { batchRows: 1.5 },
    { claimMs: 999 },
    { table: 'a b' },
  ])('refuses %j', (options) => {
    expect(() => createOutbox({ cache: createCache(), pool, ...options })).toThrow(invalid);
  });

  it('tells of a database that is away, and goes on', async () => {
    const errors: unknown[] = [];
    const told = Promise.withResolvers<void>();
    const outbox = createOutbox({
      cache: createCache(),
      pool,
      onError(error) {
        errors.push(error);
        told.resolve();
      },
    });
    await told.promise;
    await expect(outbox.relay()).rejects.toThrow('the database is away');
    await outbox.close();
    expect(errors).toContainEqual(new Error('the database is away'));
  });
});
