import type { Telemetry } from '../telemetry/telemetry.ts';
import { createTelemetryLooks } from './telemetry-looks.ts';

const lookAt = (telemetry: Telemetry) => createTelemetryLooks(telemetry, 0).look(60_000);
const nothing = { requests: 0, errors: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 };

/** Of a process in which nothing has happened. */
function quiet(parts: Partial<Telemetry> = {}): Telemetry {
  // Of the parts only these members are read.
  return {
    service: { name: 'api', version: '1', environment: 'test' },
    requests: {
      view: () => ({ sinceMs: 0, routes: [], minutes: [], total: { route: 'all', ...nothing } }),
    },
    errorGroups: { view: () => [] },
    costs: undefined,
    errors: undefined,
    slo: { status: () => [] },
    metrics: {
      offenders: () => [],
      stats: () => ({ outputs: [], refusedMeasurements: 0, alteredAttributes: 0 }),
    },
    ...parts,
  } as unknown as Telemetry;
}

describe('what a process tells of itself', () => {
  it('is empty before anything happened, and says what is off', () => {
    expect(lookAt(quiet())).toEqual({
      scope: 'process',
      environment: 'test',
      startedAt: '1970-01-01T00:00:00.000Z',
      observedAt: '1970-01-01T00:01:00.000Z',
      requests: { since: '1970-01-01T00:00:00.000Z', total: nothing, routes: [], minutes: [] },
      errors: [],
      costs: null,
      objectives: [],
      delivery: {
        errors: null,
        metrics: { outputs: [], refusedMeasurements: 0, alteredAttributes: 0, offenders: 0 },
      },
    });
  });

  it('is scrubbed where whoever threw an error has chosen the word', () => {
    const group = {
      ...{ name: 'Error of ada@example.com', code: 'SEE_ada@example.com', route: 'GET /a' },
      ...{ count: 2, firstSeenAtMs: 1_000, lastSeenAtMs: 2_000, occurrenceIds: ['b', 'a'] },
    };
    const telemetry = quiet({ errorGroups: { view: () => [group], record: () => undefined } });
    const { errors } = lookAt(telemetry);
    expect(errors).toMatchObject([{ route: 'GET /a', count: 2, occurrenceIds: ['b', 'a'] }]);
    expect(errors[0]?.lastSeenAt).toBe('1970-01-01T00:00:02.000Z');
    expect(JSON.stringify(errors)).not.toContain('ada@');
  });

  it('names only the reasons for which an error report was dropped', () => {
    const stats = {
      ...{ created: 3, adopted: 1, delivered: 2, queued: 0, spooled: 1 },
      ...{ dropped: { rejected: 1, too_old: 0 }, faults: { send_failed: 4, rate_limited: 0 } },
      spool: { state: 'writable', bytes: 9 },
      endpoint: { state: 'open', lastFailure: 'HTTP 500' },
    };
    const errors = { stats: () => stats } as unknown as NonNullable<Telemetry['errors']>;
    expect(lookAt(quiet({ errors })).delivery.errors).toEqual({
      ...{ created: 3, adopted: 1, delivered: 2, queued: 0, spooled: 1 },
      dropped: [{ reason: 'rejected', count: 1 }],
      faults: [{ reason: 'send_failed', count: 4 }],
      ...{ spool: 'writable', endpoint: 'open', lastFailure: 'HTTP 500' },
    });
  });

  describe('of what was used', () => {
    /** A ledger whose minutes, by their start in minutes, have cost so much; it keeps what it was asked. */
    function ledger(minutes: Readonly<Record<number, number>>) {
      const asked: { sinceMs?: number }[] = [];
      const costs = {
        statement: (window: { sinceMs?: number }) => {
          asked.push(window);
          return {
            ...{ fromMs: 1, toMs: 2, currency: 'USD', priceBooks: ['b'], explainedShare: 1.2 },
            rows: [{ endpoint: 'GET /a', cpuUs: 1_500 }],
            total: { cpuUs: 1_500 },
            measured: { cpuUs: 2_500 },
          };
        },
        minutes: (window: { sinceMs: number }) => {
          asked.push(window);
          return Object.entries(minutes)
            .map(([minute, totalNano]) => ({ fromMs: Number(minute) * 60_000, totalNano }))
            .filter(({ fromMs }) => fromMs + 60_000 > window.sinceMs)
            .map(({ fromMs, totalNano }) => ({ fromMs, total: { cost: { totalNano } } }));
        },
      } as unknown as NonNullable<Telemetry['costs']>;
      return { asked, looks: createTelemetryLooks(quiet({ costs }), 0) };
    }
    const hourMs = 3_600_000;

    it('goes back an hour', () => {
      const { asked, looks } = ledger({ 60: 7 });
      const { costs } = looks.look(2 * hourMs);
      expect(asked).toEqual([{ sinceMs: hourMs }, { sinceMs: hourMs }]);
      expect(costs).toMatchObject({
        rows: [{ endpoint: 'GET /a', cpuMs: 1.5 }],
        total: { cpuMs: 1.5 },
        measuredCpuMs: 2.5,
        explainedShare: 1,
        minutes: [{ startsAt: '1970-01-01T01:00:00.000Z', totalNano: 7 }],
      });
    });

    it('asks again only for the minute that was not over, and forgets what is older than an hour', () => {
      const minutes: Record<number, number> = { 1: 5, 60: 7 };
      const { asked, looks } = ledger(minutes);
      looks.look(hourMs + 1_000);
      Object.assign(minutes, { 60: 8, 61: 2 });
      const { costs } = looks.look(hourMs + 3 * 60_000);
      expect(asked.at(-1)).toEqual({ sinceMs: hourMs });
      expect(costs?.minutes.map(({ totalNano }) => totalNano)).toEqual([8, 2]);
    });
  });
});
