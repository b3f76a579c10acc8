import type { FastifyRequest } from 'fastify';
import pg from 'pg';

import { problems } from '../problems.ts';
import { failureReports } from './failure-reports.ts';

// Of a request only these are read.
const request = {
  id: 'id 1',
  method: 'GET',
  url: '/api/contacts?search=Rumpelstilzchen',
  routeOptions: { url: '/api/contacts' },
  workspaceId: 'w1',
  raw: {},
} as unknown as FastifyRequest;

function reporting() {
  const told: { error: unknown; context: unknown }[] = [];
  const grouped: unknown[] = [];
  const report = failureReports({
    // Of the reports only this is used.
    errors: {
      capture: (error: unknown, context: unknown) => told.push({ error, context }),
    } as never,
    errorGroups: { record: (one) => grouped.push(one), view: () => [] },
  });
  return { report, told, grouped };
}

describe('a failure of ours', () => {
  it('is reported with its cause, under the id that the caller was told', () => {
    const { report, told, grouped } = reporting();
    const cause = new TypeError('x');
    report(problems.internal({ cause }), request);
    expect(told).toEqual([
      {
        error: cause,
        context: {
          occurrenceId: 'id 1',
          tags: { code: 'INTERNAL', status: 500 },
          request: { method: 'GET', route: '/api/contacts' },
          workspace: 'w1',
        },
      },
    ]);
    expect(grouped).toMatchObject([{ code: 'INTERNAL', route: 'GET /api/contacts' }]);
    expect(JSON.stringify([told, grouped])).not.toContain('Rumpelstilzchen');
  });

  it('of PostgreSQL is told by its code: messages quote values', () => {
    const { report, told } = reporting();
    const cause = Object.assign(new pg.DatabaseError('invalid input: "hush"', 9, 'error'), {
      code: '22P02',
      constraint: undefined,
      detail: 'hush',
    });
    report(problems.internal({ cause }), request);
    const { error } = told[0] ?? {};
    expect(error).toMatchObject({ name: 'DatabaseError', message: 'SQLSTATE 22P02' });
    expect(error instanceof Error && error.stack).toMatch(
      /^DatabaseError: SQLSTATE 22P02\n {4}at /,
    );
    expect(error instanceof Error && error.stack).not.toContain('hush');
  });

  it('is none when the request was refused', () => {
    const { report, told, grouped } = reporting();
    report(problems.notFound(), request);
    expect([told, grouped]).toEqual([[], []]);
  });
});
