import { createLedger, parseEntry, type LedgerEntry } from './ledger.ts';

describe('a ledger', () => {
  const node = { pid: 1, startedAt: 'a' };
  const redis = { pid: 2, startedAt: 'b' };

  it('adds up to what was watched and owned and not let go', () => {
    const ledger = createLedger();
    const entries: LedgerEntry[] = [
      { op: 'watch', process: node },
      { op: 'watch', process: redis },
      { op: 'own', directory: '/tmp/a' },
      { op: 'own', directory: '/tmp/b' },
      { op: 'forget', pid: node.pid },
      { op: 'disown', directory: '/tmp/a' },
    ];
    for (const entry of entries) ledger.apply(parseEntry(JSON.stringify(entry)));
    expect(ledger.snapshot()).toEqual({ processes: [redis], directories: ['/tmp/b'] });
  });
});
