import { transactionStep } from './transaction-step.ts';

describe('a statement', () => {
  it.each([
    'begin',
    ' BEGIN;',
    'BEGIN ISOLATION LEVEL SERIALIZABLE',
    'start transaction read only',
  ])('%j begins a transaction', (text) => {
    expect(transactionStep(text)).toBe('begin');
  });

  it.each(['commit', 'COMMIT;', 'END', 'rollback', 'ABORT WORK', "prepare transaction 'x'"])(
    '%j ends one',
    (text) => {
      expect(transactionStep(text)).toBe('end');
    },
  );

  it.each([
    'rollback to savepoint s',
    'ROLLBACK WORK TO s',
    'commit and chain',
    "commit prepared 'x'",
    'begin; select 1; commit',
    'savepoint begin',
    'select 1',
    'ending',
    '',
  ])('%j does neither', (text) => {
    expect(transactionStep(text)).toBeUndefined();
  });

  it('is read in linear time', () => {
    expect(transactionStep(`${' '.repeat(100_000)}x`)).toBeUndefined();
    expect(transactionStep(`begin${' '.repeat(100_000)};x`)).toBeUndefined();
  });
});
