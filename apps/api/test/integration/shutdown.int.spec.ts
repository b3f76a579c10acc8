import { type ApiProcess, startApiProcess } from '../api-process.ts';
import { restartUnderLoad } from '../restart-under-load.ts';
import { type ApiStage, type Tenant, openApiStage, projectFolder } from './api-stage.ts';

describe('shutting down', () => {
  let stage: ApiStage;
  let tenant: Tenant;
  const started: ApiProcess[] = [];

  beforeAll(async () => {
    stage = await openApiStage();
    tenant = await stage.tenant();
    for (let index = 0; index < 60; index += 1) {
      await tenant.call('POST', '/api/contacts', { body: { name: `Contact ${index}` } });
    }
  });
  afterEach(() => Promise.all(started.splice(0).map((one) => one.kill())));
  afterAll(() => stage.close());

  const start = async (
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<ApiProcess> => {
    const one = await startApiProcess({
      cwd: projectFolder,
      args,
      env: { DATABASE_URL: stage.postgres.databaseUrl, ...env },
    });
    started.push(one);
    return one;
  };
  const startService = (env: Record<string, string>): Promise<ApiProcess> =>
    start(['--conditions=@unite/source', 'src/main.ts'], env);
  const load = (ending: ApiProcess, staying: ApiProcess, end: () => Promise<unknown>) => ({
    clients: 30,
    headers: { authorization: `Bearer ${tenant.key}` },
    ports: [ending.port, staying.port] as const,
    warmUpMs: 700,
    end,
  });

  it('loses no request of 30 keep-alive clients behind a balancer, then exits by itself', async () => {
    const ending = await startService({ DRAIN_DELAY_MS: '1500' });
    const staying = await startService({});
    let exit: unknown;
    const outcome = await restartUnderLoad({
      ...load(ending, staying, async () => (exit = await ending.terminate(10_000))),
      path: '/api/contacts?limit=50',
      readyPath: '/readyz',
    });
    expect([outcome.lost, outcome.faults]).toEqual([0, {}]);
    expect(exit).toBe(0);
    expect(outcome.answered).toBeGreaterThan(60);
  });

  it('breaks no connection that it keeps, even when nobody looks whether it is ready', async () => {
    const ending = await startService({ DRAIN_DELAY_MS: '1500' });
    const staying = await startService({});
    const outcome = await restartUnderLoad({
      ...load(ending, staying, () => ending.terminate(10_000)),
      path: '/api/workspace',
    });
    // What the kernel resets before it is accepted is the one thing that no server can help.
    const faults = Object.keys(outcome.faults).filter((fault) => fault !== 'fresh ECONNRESET');
    expect(faults).toEqual([]);
  });

  it('is something that closing at once does not do: it loses requests or never ends', async () => {
    const naive = ['test/naive-server.ts'];
    const ending = await start(naive, { ANSWER_503: 'true' });
    const staying = await start(naive, {});
    let exit: unknown;
    const outcome = await restartUnderLoad({
      ...load(ending, staying, async () => (exit = await ending.terminate(3_000))),
      path: '/work',
    });
    expect(outcome.lost > 0 || exit === 'still running').toBe(true);
  });

  it('says that it is not ready while it still serves', async () => {
    const ending = await startService({ DRAIN_DELAY_MS: '1500' });
    const exited = ending.terminate(10_000);
    const look = async (path: string) => {
      const response = await fetch(ending.url + path, {
        headers: { authorization: `Bearer ${tenant.key}` },
      });
      return [response.status, response.headers.get('connection')];
    };
    // The signal is delivered before a request that is sent after it can be answered.
    let ready = await look('/readyz');
    while (ready[0] === 200) ready = await look('/readyz');
    expect(ready).toEqual([503, 'close']);
    expect(await look('/livez')).toEqual([200, 'close']);
    expect(await look('/api/contacts')).toEqual([200, 'close']);
    expect(await exited).toBe(0);
  });

  it('exits within its grace time when a client never finishes', async () => {
    const ending = await startService({ DRAIN_DELAY_MS: '0', SHUTDOWN_GRACE_MS: '3500' });
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('name,email\nAda,ada@x.example\n')),
    });
    const upload = fetch(`${ending.url}/api/contacts/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'text/csv' },
      body: endless,
      // What fetch asks for when a body is a stream; its types do not have it yet.
      ...{ duplex: 'half' },
    }).then(
      async (response) => ({ status: response.status, code: (await response.json()) as unknown }),
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await ending.terminate(5_000)).toBe(0);
    const outcome = await upload;
    // It may see our refusal or the closed connection, never a success.
    if (outcome instanceof Error) expect(outcome.message).toMatch(/fetch failed|terminated/);
    else expect(outcome).toMatchObject({ status: 503, code: { code: 'SHUTTING_DOWN' } });
  });
});
