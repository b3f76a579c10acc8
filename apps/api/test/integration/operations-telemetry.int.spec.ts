import { type SentryReceiver, startSentryReceiver } from '@unite/stack';

import type { OperationsTelemetry } from '../../src/operations/telemetry-schemas.ts';
import type { ApiProcess } from '../api-process.ts';
import { type Answer, type ApiStage, ask, openApiStage } from './api-stage.ts';
import { startInstance } from './start-instance.ts';

const nobody = '01a20637-2283-7165-9456-e08a8cc614dc';

describe('what the service tells of itself', () => {
  let stage: ApiStage;
  let sentry: SentryReceiver;
  let service: ApiProcess;
  let free: Caller;
  let pro: Caller;
  /** After all that was asked. */
  let told: OperationsTelemetry;
  let text: string;
  let failure: Answer;

  interface Caller {
    readonly key: string;
    readonly workspaceId: string;
    get(path: string): Promise<Answer>;
  }

  /** A workspace that asks the process of this spec, not the stage's own app. */
  async function caller(tier: 'free' | 'pro'): Promise<Caller> {
    const { key, workspaceId } = await stage.tenant(tier, tier);
    const headers = { authorization: `Bearer ${key}` };
    return { key, workspaceId, get: (path) => ask(service.url + path, 'GET', { headers }) };
  }

  /** Looks until `isIt`; a look is shown to everybody for a second. */
  async function look(isIt: (found: OperationsTelemetry) => boolean): Promise<Answer> {
    for (const until = Date.now() + 15_000; ;) {
      const answer = await pro.get('/api/operations/telemetry');
      // What operationsTelemetrySchema serialised.
      if (isIt(answer.body as unknown as OperationsTelemetry)) return answer;
      if (Date.now() > until) throw new Error(`not in time: ${answer.text}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  beforeAll(async () => {
    stage = await openApiStage();
    sentry = await startSentryReceiver();
    service = await startInstance(stage, {
      UNITE_ENVIRONMENT: 'staging',
      SENTRY_DSN: sentry.dsn,
      TELEMETRY_SALT: 'a salt of this spec',
    });
    free = await caller('free');
    pro = await caller('pro');

    for (let n = 0; n < 3; n += 1) await pro.get('/api/campaigns?search=Rumpelstilzchen');
    for (let n = 0; n < 2; n += 1) await free.get('/api/campaigns');
    for (let n = 0; n < 2; n += 1) await free.get(`/api/contacts/${nobody}`);
    await ask(`${service.url}/api/campaigns`, 'GET');
    await stage.sql('alter table campaigns rename to hidden');
    // A search, which is not cached.
    failure = await free.get('/api/campaigns?search=Rumpelstilzchen');
    await stage.sql('alter table hidden rename to campaigns');

    const answer = await look(({ delivery }) => delivery.errors?.delivered === 1);
    ({ text } = answer);
    told = answer.body as unknown as OperationsTelemetry;
  });
  afterAll(async () => {
    await service.kill();
    await sentry.close();
    await stage.close();
  });

  it('is of this process and says so', () => {
    expect(told).toMatchObject({ scope: 'process', environment: 'staging' });
    expect(Date.parse(told.observedAt)).toBeGreaterThan(Date.parse(told.startedAt));
  });

  it('counts every request by its route', () => {
    const of = (route: string) => told.requests.routes.find((one) => one.route === route);
    expect(of('GET /api/campaigns')).toMatchObject({ requests: 7, errors: 1 });
    expect(of('GET /api/contacts/:id')).toMatchObject({ requests: 2, errors: 0 });
    expect(of('GET /api/contacts')).toBeUndefined();
    const { total, routes, minutes } = told.requests;
    for (const { p50Ms, p95Ms, p99Ms } of [total, ...routes]) {
      expect(p50Ms).toBeGreaterThan(0);
      expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
      expect(p99Ms).toBeGreaterThanOrEqual(p95Ms);
    }
    const sum = (counts: readonly { requests: number }[]) =>
      counts.reduce((all, { requests }) => all + requests, 0);
    expect(sum(routes)).toBe(total.requests);
    expect(sum(minutes)).toBe(total.requests);
  });

  it('names what failed by the id that the caller was told', () => {
    const id = String(failure.body['instance']).split('/').at(-1);
    expect(failure.status).toBe(500);
    expect(told.errors).toMatchObject([
      {
        name: 'DatabaseError',
        code: 'INTERNAL',
        route: 'GET /api/campaigns',
        count: 1,
        occurrenceIds: [id],
      },
    ]);
  });

  it('books what was used on the tier of who asked', () => {
    if (told.costs === null) throw new Error('costs are not booked');
    const { rows, total } = told.costs;
    const campaigns = rows.filter(({ endpoint }) => endpoint === 'GET /api/campaigns');
    expect(Object.fromEntries(campaigns.map((row) => [row.tier, row.requests]))).toEqual({
      free: 3,
      pro: 3,
      none: 1,
    });
    for (const { tier, cpuMs, databaseMs, egressBytes } of campaigns) {
      expect(cpuMs).toBeGreaterThan(0);
      expect(egressBytes).toBeGreaterThan(0);
      // Without a key nobody asked the database.
      expect(databaseMs > 0).toBe(tier !== 'none');
    }
    const nano = rows.reduce((sum, { cost }) => sum + cost.totalNano, 0);
    expect(nano).toBe(total.cost.totalNano);
    expect(nano).toBeGreaterThan(0);
  });

  it('holds the objectives against what was answered', () => {
    const availability = told.objectives.find(({ name }) => name === 'api-availability');
    const { requests, errors } = told.requests.total;
    expect(availability).toMatchObject({
      objective: 0.999,
      total: requests,
      good: requests - errors,
    });
    const rate = errors / requests / (1 - 0.999);
    expect(availability?.budgetLeft).toBeCloseTo(1 - rate, 6);
    for (const burn of availability?.burnRates ?? []) expect(burn.rate).toBeCloseTo(rate, 6);
    expect(availability?.burnRates.map(({ window }) => window)).toContain('1h');
    expect(told.objectives.map(({ name }) => name)).toContain('api-latency');
  });

  it('accounts for every error report', () => {
    expect(told.delivery.errors).toMatchObject({
      ...{ created: 1, adopted: 0, delivered: 1, dropped: [], queued: 0, spooled: 0, faults: [] },
      ...{ spool: 'off', endpoint: 'closed', lastFailure: null },
    });
    expect(told.delivery.metrics.outputs).toMatchObject([{ output: 'prometheus', exports: 0 }]);
  });

  it('quotes no person, no key and no workspace', () => {
    for (const secret of ['Rumpelstilzchen', nobody, free.key, free.workspaceId, 'SQLSTATE']) {
      expect(text).not.toContain(secret);
    }
  });

  it('is told to nobody without a key', async () => {
    const { status, body } = await ask(`${service.url}/api/operations/telemetry`, 'GET');
    expect([status, body['code']]).toEqual([401, 'UNAUTHORIZED']);
  });
});
