import { reportTable } from './report-table.ts';

const probe = 'ab'.repeat(16);

describe('the table', () => {
  it('has a row for each backend, then what is wrong and what to do', () => {
    const report = {
      exitCode: 1,
      probe,
      backends: [
        {
          backend: 'sentry',
          level: 'seen',
          outcome: 'seen',
          steps: [
            { name: 'connect', durationMs: 1.26 },
            { name: 'send', durationMs: 12 },
          ],
          problem: null,
        },
        {
          backend: 'dogstatsd',
          level: 'configured',
          outcome: 'failed',
          steps: [{ name: 'connect', durationMs: 0 }],
          problem: { step: 'send', what: 'nothing listens at h:8125', todo: 'start it' },
        },
      ],
    } as const;
    expect(reportTable(report)).toBe(
      [
        'backend    outcome  level       steps',
        'sentry     seen     seen        connect 1.3 ms, send 12.0 ms',
        'dogstatsd  failed   configured  connect 0.0 ms',
        '',
        'dogstatsd: send: nothing listens at h:8125; start it',
        `probe ${probe}: something failed or did not arrive`,
        '',
      ].join('\n'),
    );
  });

  it('says what to set when there is nothing to verify', () => {
    expect(reportTable({ exitCode: 2, probe, backends: [] })).toMatch(
      /^nothing to verify: set SEN/,
    );
  });
});
