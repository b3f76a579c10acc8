import pg from 'pg';

import { isConnectionSound, isUniqueViolation } from './database-errors.ts';

function answered(code: string, constraint?: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('hush', 0, 'error'), { code, constraint });
}

describe('a connection', () => {
  it.each(['23505', '40P01', '57014', '42P01'])('serves on after %s', (code) => {
    expect(isConnectionSound(answered(code))).toBe(true);
  });

  it.each([
    ['a shutdown', answered('57P01')],
    ['a lost connection', answered('08006')],
    ['a server that became a standby', answered('25006')],
    ['a killed server', new Error('Connection terminated unexpectedly')],
    ['an overdue answer', new Error('Query read timeout')],
    ['a refused address', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ])('is given up after %s', (_what, error) => {
    expect(isConnectionSound(error)).toBe(false);
  });
});

describe('the breach of a unique index', () => {
  it.each([
    [answered('23505', 'contacts_live_email_idx'), true],
    [answered('23505', 'another_idx'), false],
    [answered('23503', 'contacts_live_email_idx'), false],
    [
      Object.assign(new Error('x'), { code: '23505', constraint: 'contacts_live_email_idx' }),
      false,
    ],
  ])('%s: %s', (error, expected) => {
    expect(isUniqueViolation(error, 'contacts_live_email_idx')).toBe(expected);
  });
});
