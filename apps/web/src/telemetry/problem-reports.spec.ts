/** @jest-environment node */
import { webProblems } from '../api/web-problems.ts';
import { problemReports } from './problem-reports.ts';

function reporting() {
  const told: { error: unknown; context: unknown }[] = [];
  const grouped: unknown[] = [];
  const failures: unknown[] = [];
  const apm: Parameters<typeof problemReports>[0] = {
    // Of the reports only this is used.
    errors: {
      capture: (error: unknown, context: unknown) => told.push({ error, context }),
    } as never,
    errorGroups: { record: (one) => grouped.push(one), view: () => [] },
  };
  const report = problemReports(apm, { addFailure: (failure) => failures.push(failure) });
  return { report, told, grouped, failures };
}

const answered = { occurrenceId: '42', method: 'GET', path: '/api/w/w1/contacts/c1' };

describe('a fault that a route handler answered', () => {
  it('is reported with its cause, under the reference that a person quotes', () => {
    const { report, told, grouped } = reporting();
    const cause = new TypeError('boom');
    report({ ...answered, problem: webProblems.internal({ cause }) });
    const route = '/api/w/[workspace]/contacts/[id]';
    expect(told).toEqual([
      {
        error: cause,
        context: {
          occurrenceId: '42',
          tags: { code: 'INTERNAL', status: 500 },
          request: { method: 'GET', url: answered.path, route },
        },
      },
    ]);
    expect(grouped).toMatchObject([
      { code: 'INTERNAL', occurrenceId: '42', route: `GET ${route}` },
    ]);
  });

  it('is reported as itself where nothing was thrown', () => {
    const { report, told } = reporting();
    const problem = webProblems.apiUnreachable();
    report({ ...answered, problem });
    expect(told[0]?.error).toBe(problem);
  });

  it('is of no trace where there is none', () => {
    const { report, failures } = reporting();
    report({ ...answered, problem: webProblems.apiUnreachable() });
    expect(failures).toEqual([]);
  });

  it('is none when the request was refused', () => {
    const { report, told, grouped } = reporting();
    report({ ...answered, problem: webProblems.unauthorized() });
    expect([told, grouped]).toEqual([[], []]);
  });
});
