import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { findWorkspaceRoot, type OtlpReceiver, startOtlpReceiver } from '@unite/stack';

jest.setTimeout(60_000);

const root = findWorkspaceRoot();
let receiver: OtlpReceiver;
beforeAll(async () => void (receiver = await startOtlpReceiver()));
afterAll(() => receiver.close());
beforeEach(() => receiver.clear());

/** A program that knows nothing of tracing, run with it; resolves with the first line that it prints. */
async function run(
  source: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly line: string }> {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=@unite/source', '--disable-warning=ExperimentalWarning'],
      ...['--import', join(root, 'libs/tracing/src/register/index.ts')],
      ...['--input-type=module', '--eval', source],
    ],
    {
      cwd: join(root, 'libs/tracing'),
      env: { PATH: process.env['PATH'], OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (child.stdout === null) throw new Error('it has no output');
  const [printed] = await once(child.stdout, 'data');
  return { child, line: String(printed).trim() };
}

const server = (framework: string) => `
  import { register, registered } from '@unite/tracing/apm';
  ${framework}
  process.stdout.write(url + '\\n');
`;
const express = server(`
  import express from 'express';
  import { nameRoutes } from '@unite/tracing/express';
  const app = express();
  app.use(nameRoutes());
  const router = express.Router();
  router.get('/contacts/:id', (request, response) => void response.send('found'));
  app.use('/workspaces/:workspace', router);
  app.get('/', (request, response) => void response.send('ok'));
  const url = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve('http://127.0.0.1:' + listening.address().port));
  });`);
const fastify = server(`
  import Fastify from 'fastify';
  const app = Fastify();
  app.get('/contacts/:id', () => 'found');
  const url = await app.listen({ host: '127.0.0.1', port: 0 });`);

const spansOf = () => receiver.received.filter((item) => item.kind === 'span');

describe('a program that is started with --import @unite/tracing/register', () => {
  it('is traced as its environment says, and sends what waits before a signal ends it', async () => {
    const env = {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_SERVICE_VERSION: '2.0.0',
      UNITE_ENVIRONMENT: 'staging',
    };
    const { child, line: url } = await run(fastify, env);
    for (let n = 0; n < 20; n += 1) await (await fetch(`${url}/contacts/${n}`)).text();
    child.kill('SIGTERM');
    const [code, signal] = await once(child, 'exit');
    expect([code, signal]).toEqual([null, 'SIGTERM']);
    expect(spansOf().map(({ name }) => name)).toEqual(
      Array.from({ length: 20 }, () => 'GET /contacts/:id'),
    );
    expect(spansOf()[0]?.resource).toMatchObject({
      'service.name': 'shop',
      'service.version': '2.0.0',
      'deployment.environment.name': 'staging',
    });
  });

  it('keeps a tenth in production', async () => {
    const { child, line: url } = await run(fastify, { UNITE_ENVIRONMENT: 'production' });
    for (let n = 0; n < 400; n += 1) await (await fetch(`${url}/contacts/${n}`)).text();
    child.kill('SIGTERM');
    await once(child, 'exit');
    // Five standard deviations of 40 are 30.
    expect(spansOf().length).toBeGreaterThan(10);
    expect(spansOf().length).toBeLessThan(70);
  });

  it('names the spans of Express after its routes', async () => {
    const { child, line: url } = await run(express, {});
    for (const path of ['/', '/workspaces/7/contacts/8', '/nothing']) {
      await (await fetch(url + path)).text();
    }
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(spansOf().map(({ name }) => name)).toEqual([
      'GET /',
      'GET /workspaces/:id/contacts/:id',
      'GET',
    ]);
  });

  it('gives its own register() what was registered, and sends what waits when it ends by itself', async () => {
    const { child, line } = await run(
      server(`
        import { trace } from '@opentelemetry/api';
        trace.getTracer('job').startSpan('job').end();
        const { service } = { service: { name: 'other', version: '1', environment: 'test' } };
        const url = String(register({ service }) === registered());`),
      {},
    );
    await once(child, 'exit');
    expect(line).toBe('true');
    expect(spansOf().map(({ name }) => name)).toEqual(['job']);
  });
});
