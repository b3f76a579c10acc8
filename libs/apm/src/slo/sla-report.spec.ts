import { array, assert, nat, property, record } from 'fast-check';
import { isApmError } from '../errors.ts';
import { defineObjectives } from './objective.ts';
import { slaReport, type SlaReportOptions } from './sla-report.ts';
import { slaCsv, slaMarkdown } from './sla-texts.ts';
import type { SlaRecord } from './workspace-counts.ts';

const objectives = defineObjectives([
  { name: 'available', description: 'It answers.', objective: 0.999, kind: 'availability' },
]);
const credits = [
  { below: 0.999, creditPercent: 10 },
  { below: 0.99, creditPercent: 25 },
];
const on = (day: string, good: number, total: number, workspace = 'w'): SlaRecord => ({
  objective: 'available',
  workspace,
  day,
  good,
  total,
});
const report = (...records: SlaRecord[]) =>
  slaReport({ month: '2026-11', objectives, records, credits });

describe('the report of a month', () => {
  it('sums records of the month, also those of several processes for one day', () => {
    const { lines } = report(
      on('2026-11-01', 999, 1000),
      on('2026-11-01', 1000, 1000),
      on('2026-11-30', 500, 500),
      on('2026-10-31', 0, 9999),
    );
    expect(lines).toEqual([
      {
        workspace: 'w',
        objective: 'available',
        description: 'It answers.',
        promisedPercent: '99.9000',
        good: 2499,
        total: 2500,
        percent: '99.9600',
        kept: true,
        budgetUsedPercent: '40.0000',
        worstDay: { day: '2026-11-01', good: 1999, total: 2000, percent: '99.9500' },
        creditPercent: 0,
      },
    ]);
  });

  it('keeps the promise at exactly what is allowed, and not with one more', () => {
    expect(report(on('2026-11-01', 9990, 10_000)).lines[0]).toMatchObject({
      kept: true,
      budgetUsedPercent: '100.0000',
      creditPercent: 0,
    });
    expect(report(on('2026-11-01', 9989, 10_000)).lines[0]).toMatchObject({
      kept: false,
      budgetUsedPercent: '110.0000',
      creditPercent: 10,
    });
  });

  it('never rounds up to 100 %', () => {
    const [line] = report(on('2026-11-01', 99_999_999, 100_000_000)).lines;
    expect(line?.percent).toBe('99.9999');
  });

  it('hints at the highest credit that is due', () => {
    expect(report(on('2026-11-01', 98, 100)).lines[0]?.creditPercent).toBe(25);
  });

  it('is kept exactly when the bad events fit in the budget, whatever the numbers', () => {
    const day = record({ bad: nat(2000), good: nat(1e6) });
    assert(
      property(array(day, { minLength: 1, maxLength: 30 }), (days) => {
        const records = days.map(({ bad, good }, n) =>
          on(`2026-11-${String(n + 1).padStart(2, '0')}`, good, good + bad),
        );
        const [line] = report(...records).lines;
        const bad = days.reduce((sum, one) => sum + one.bad, 0);
        const total = days.reduce((sum, one) => sum + one.bad + one.good, 0);
        expect(line?.total).toBe(total);
        expect(line?.kept).toBe(bad * 1000 <= total);
        expect((line?.worstDay.good ?? 0) * total).toBeLessThanOrEqual(
          (line?.worstDay.total ?? 0) * (total - bad),
        );
      }),
    );
  });

  it.each<[string, Partial<SlaReportOptions>]>([
    ['a month that is none', { month: '2026-13' }],
    ['a credit below more than everything', { credits: [{ below: 1.1, creditPercent: 5 }] }],
    ['a negative credit', { credits: [{ below: 0.9, creditPercent: -5 }] }],
  ])('is refused with %s', (_, options) => {
    let thrown: unknown;
    try {
      slaReport({ month: '2026-11', objectives, records: [], ...options });
    } catch (error) {
      thrown = error;
    }
    expect(isApmError(thrown, 'APM_CONFIG_INVALID')).toBe(true);
  });
});

describe('the texts of a report', () => {
  const two = report(on('2026-11-02', 98, 100, 'b,"c'), on('2026-11-01', 1, 1, '=a|b'));

  it('are a page of Markdown', () => {
    expect(slaMarkdown(two)).toBe(
      [
        '# Service levels of 2026-11',
        '',
        'Days are of the time zone UTC.',
        '',
        '| workspace | objective | promised % | good | total | good % | kept | budget used % | worst day | worst day % | credit % |',
        '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
        '| =a\\|b | available | 99.9000 | 1 | 1 | 100.0000 | yes | 0.0000 | 2026-11-01 | 100.0000 | 0 |',
        '| b,"c | available | 99.9000 | 98 | 100 | 98.0000 | no | 2000.0000 | 2026-11-02 | 98.0000 | 25 |',
        '',
      ].join('\n'),
    );
  });

  it('are CSV that no spreadsheet runs', () => {
    expect(slaCsv(two).split('\r\n').slice(1)).toEqual([
      "'=a|b,available,99.9000,1,1,100.0000,yes,0.0000,2026-11-01,100.0000,0",
      '"b,""c",available,99.9000,98,100,98.0000,no,2000.0000,2026-11-02,98.0000,25',
      '',
    ]);
  });
});
