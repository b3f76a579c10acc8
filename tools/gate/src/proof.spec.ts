import type { Evidence } from './evidence.ts';
import { proofPage } from './proof.ts';

const evidence: Evidence = {
  project: 'api',
  commit: '0123456789abcdef0123456789abcdef01234567',
  date: '2026-11-23T10:00:00.000Z',
  machine: {
    cpu: 'Example CPU',
    cores: 2,
    memoryGiB: 24,
    platform: 'linux x64',
    node: '24.21.0',
    load: 0.42,
  },
  claims: [
    {
      id: 'a',
      phase: 'workspace',
      text: 'imports a | b',
      target: { op: '>=', value: 5000 },
      unit: 'rows/s',
      verdict: { kind: 'passed', measurement: { value: 6000, note: '50,000 rows' } },
    },
    {
      id: 'b',
      phase: '6.9',
      text: 'never stale',
      target: { op: '=', value: 0 },
      unit: 'reads',
      verdict: { kind: 'error', message: 'no\nserver' },
    },
  ],
};

describe('the proof page', () => {
  const page = proofPage([evidence]);

  it('says what was measured, when, where and how to measure it again', () => {
    expect(page).toContain('## api: 1 passed, 1 failed');
    expect(page).toContain(
      'Measured 2026-11-23 at commit `0123456789ab` on 2 cores of Example CPU',
    );
    expect(page).toContain('`npx nx run api:gate` measures again');
  });

  it('keeps a bar in a text from breaking the table', () => {
    expect(page).toContain('imports a \\| b (50,000 rows)');
  });

  it('shows a claim that could not be measured, instead of leaving it out', () => {
    expect(page).toContain('| 6.9 | never stale | = 0 reads | – | not measured |');
  });

  it('says so when the measured tree had uncommitted changes', () => {
    expect(proofPage([{ ...evidence, commit: `${evidence.commit}+changes` }])).toContain(
      '`0123456789ab+changes`',
    );
  });
});
