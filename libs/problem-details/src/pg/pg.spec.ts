import { pgMapping } from './index.ts';

/** What the driver throws, with everything that must not be told. */
function pgError(code: string, more: object = {}): Error {
  return Object.assign(new Error('duplicate key value violates unique constraint "secret"'), {
    name: 'error',
    severity: 'ERROR',
    code,
    detail: 'Key (email)=(secret@example.com) already exists.',
    where: 'SQL statement "select secret"',
    ...more,
  });
}

describe('an error of PostgreSQL', () => {
  it.each([
    ['23505', 'conflict', 409],
    ['23503', 'conflict', 409],
    ['23502', 'unprocessable', 422],
    ['23514', 'unprocessable', 422],
    ['40001', 'unavailable', 503],
    ['40P01', 'unavailable', 503],
    ['57P01', 'unavailable', 503],
    ['57P02', 'unavailable', 503],
    ['57P03', 'unavailable', 503],
    ['53300', 'unavailable', 503],
    ['25006', 'unavailable', 503],
    ['08006', 'unavailable', 503],
    ['57014', 'timeout', 504],
  ])('%s is %s', (code, slug, status) => {
    const recognised = pgMapping()(pgError(code));
    expect(recognised).toMatchObject({ slug, status });
    expect(JSON.stringify(recognised)).not.toContain('secret');
  });

  it('may be tried again when the server is away or the transaction lost', () => {
    const mapping = pgMapping({ retryAfterMs: 5000 });
    expect(mapping(pgError('57P01'))?.retryAfterMs).toBe(5000);
    expect(mapping(pgError('40P01'))?.retryAfterMs).toBe(1000);
    expect(mapping(pgError('23505'))?.retryAfterMs).toBeUndefined();
  });

  it('is forbidden only when a row-level policy refused it', () => {
    expect(pgMapping()(pgError('42501', { routine: 'ExecWithCheckOptions' }))?.slug).toBe(
      'forbidden',
    );
    expect(pgMapping()(pgError('42501', { routine: 'aclcheck_error' }))).toBeUndefined();
  });

  it.each(['42601', '22P02', '42P01', 'XX000'])('%s is a fault of ours', (code) => {
    expect(pgMapping()(pgError(code))).toBeUndefined();
  });

  it.each(['constraint', 'constraint_name'])('says what you wrote for its %s', (member) => {
    const mapping = pgMapping({
      constraints: { contacts_email_key: { slug: 'duplicate-contact', status: 409 } },
    });
    expect(mapping(pgError('23505', { [member]: 'contacts_email_key' }))?.slug).toBe(
      'duplicate-contact',
    );
    expect(mapping(pgError('23505', { [member]: 'toString' }))?.slug).toBe('conflict');
  });

  it('takes the types that you name', () => {
    const mapping = pgMapping({ slugs: { unavailable: 'database-unavailable' } });
    expect(mapping(pgError('57P03'))?.slug).toBe('database-unavailable');
  });

  it('is found behind a query builder, not deeper', () => {
    const wrap = (cause: unknown): Error => new Error('Failed query: select secret', { cause });
    expect(pgMapping()(wrap(wrap(wrap(pgError('23505')))))?.slug).toBe('conflict');
    expect(pgMapping()(wrap(wrap(wrap(wrap(pgError('23505'))))))).toBeUndefined();
  });

  it('is not a system error with five letters', () => {
    expect(pgMapping()(Object.assign(new Error('write'), { code: 'EPIPE' }))).toBeUndefined();
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('is recognised without a code as "%s"', (message) => {
    const mapping = pgMapping({ retryAfterMs: 5000 });
    const expected = { slug: 'unavailable', status: 503, retryAfterMs: 5000 };
    expect(mapping(new Error(message))).toMatchObject(expected);
    expect(mapping(new Error('Failed query', { cause: new Error(message) }))).toMatchObject(
      expected,
    );
    expect(mapping(new Error(`not ${message}`))).toBeUndefined();
  });
});
