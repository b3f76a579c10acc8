/** @jest-environment node */
import { problemLog } from './problem-log.ts';
import { webProblems } from './web-problems.ts';

function logged(problem: ReturnType<(typeof webProblems)['internal' | 'unauthorized']>) {
  const lines: string[] = [];
  const log = problemLog(
    (line) => lines.push(line),
    () => ({ traceId: 'a', correlationId: 'checkout-1' }),
  );
  log({ problem, occurrenceId: '42', method: 'GET', path: '/api/w/1/contacts' });
  return lines;
}

describe('the log of problems', () => {
  it('has a line for a fault, with what was thrown, under the ids of the answer', () => {
    const [line = '', ...others] = logged(webProblems.internal({ cause: new TypeError('boom') }));
    expect(others).toEqual([]);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      occurrenceId: '42',
      status: 500,
      code: 'INTERNAL',
      method: 'GET',
      path: '/api/w/1/contacts',
      traceId: 'a',
      correlationId: 'checkout-1',
      cause: expect.stringContaining('TypeError: boom'),
    });
  });

  it('has a line for a fault of which nothing is known', () => {
    expect(JSON.parse(logged(webProblems.internal()).join())).not.toHaveProperty('cause');
  });

  it('has none for what was refused', () => {
    expect(logged(webProblems.unauthorized())).toEqual([]);
  });
});
