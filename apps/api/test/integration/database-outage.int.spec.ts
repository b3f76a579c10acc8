import { type Answer, type ApiStage, type Tenant, ask, openApiStage } from './api-stage.ts';

/** Longest time in which an answer must come whatever the server does, in milliseconds. */
const boundMs = 10_000;

describe('when PostgreSQL is away', () => {
  let stage: ApiStage;
  let tenant: Tenant;

  beforeEach(async () => {
    stage = await openApiStage();
    tenant = await stage.tenant();
    await tenant.call('POST', '/api/contacts', { body: { name: 'Ada' } });
  });
  afterEach(() => stage.close());

  const primary = () => {
    const [node] = stage.postgres.nodes;
    if (node === undefined) throw new Error('the cluster has no node');
    return node;
  };
  const ready = () => ask(`${stage.url}/readyz`, 'GET');
  /** Asks until the answer has that status; a test's own time limit ends what never comes. */
  const until = async (status: number, request: () => Promise<Answer>): Promise<Answer> => {
    for (;;) {
      const answer = await request();
      if (answer.status === status) return answer;
    }
  };
  const list = () => tenant.call('GET', '/api/contacts', { signal: AbortSignal.timeout(boundMs) });
  const create = (name: string) =>
    tenant.call('POST', '/api/contacts', { body: { name }, signal: AbortSignal.timeout(boundMs) });

  it('answers 503 with Retry-After while it is dead, and recovers by itself', async () => {
    let running = true;
    const statuses = new Map<number, number>();
    const acknowledged: string[] = [];
    let serial = 0;
    const client = async (): Promise<void> => {
      while (running) {
        const name = `n${(serial += 1)}`;
        const { status } = await create(name);
        if (status === 201) acknowledged.push(name);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    await until(201, () => create('before'));

    await stage.postgres.crash(primary());
    const refused = await until(503, list);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(refused.text).not.toMatch(/ECONN|127\.0\.0\.1|terminated|pg/);
    await until(503, ready);
    expect((await ask(`${stage.url}/livez`, 'GET')).status).toBe(200);

    await stage.postgres.restart(primary());
    await until(200, list);
    await until(200, ready);
    running = false;
    await Promise.all(clients);
    expect([...statuses.keys()].sort()).toEqual([201, 503]);

    // What was acknowledged is there; what was refused may or may not be, but never twice.
    const rows = await stage.sql<{ name: string }>('select name from contacts');
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives up in bounded time while it is frozen, and does not reuse what waited', async () => {
    await list();
    stage.postgres.freeze(primary());
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 12 }, list));
    const tookMs = performance.now() - startedAt;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(tookMs).toBeLessThan(boundMs);
    expect((await ready()).status).toBe(503);

    stage.postgres.thaw(primary());
    expect((await until(200, list)).body['items']).toHaveLength(1);
    await until(200, ready);
  });
});
