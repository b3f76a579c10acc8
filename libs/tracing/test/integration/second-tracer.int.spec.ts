import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { findWorkspaceRoot } from '@unite/stack';

import type { Outcome } from '../second-tracer/second-tracer.ts';

jest.setTimeout(60_000);

const root = findWorkspaceRoot();
/** Where the peers of the bench are. */
const peers = join(root, 'tools/bench');

/** Runs the program after `first`, the source of an ES module that resolves packages from `folder`. */
async function registerAfter(first: string, folder = root): Promise<Outcome> {
  // A module in a data URL has no folder of its own.
  const parent = JSON.stringify(pathToFileURL(join(folder, 'package.json')).href);
  const source = `import { createRequire } from 'node:module'; const require = createRequire(${parent}); ${first}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@unite/source',
      '--disable-warning=ExperimentalWarning',
      '--import',
      `data:text/javascript,${encodeURIComponent(source)}`,
      join(root, 'libs/tracing/test/second-tracer/second-tracer.ts'),
    ],
    { env: { PATH: process.env['PATH'], DD_TRACE_STARTUP_LOGS: 'false' }, timeout: 30_000 },
  );
  const said: Outcome = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  return said;
}

// They are peers of the bench alone, and a first run installs them.
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(peers, 'install-peers.mjs')]);
}, 300_000);

const dsn = "dsn: 'http://public@127.0.0.1:9/1'";

describe('registering', () => {
  it('works when nobody else traces', async () => {
    expect(await registerAfter('')).toEqual({});
  });

  it('works beside Sentry that reports errors', async () => {
    expect(await registerAfter(`require('@sentry/node').init({ ${dsn} });`)).toEqual({});
  });

  it('is refused beside Sentry that traces', async () => {
    const init = `require('@sentry/node').init({ ${dsn}, tracesSampleRate: 0.1 });`;
    expect(await registerAfter(init)).toMatchObject({
      code: 'TRACING_DOUBLE_INSTRUMENTATION',
      message: expect.stringContaining('Sentry with tracing'),
    });
  });

  it('is refused after a tracer provider of the SDK', async () => {
    const init =
      "const { TracerProvider } = require('@opentelemetry/sdk-trace'); require('@opentelemetry/api').trace.setGlobalTracerProvider(new TracerProvider());";
    expect(await registerAfter(init)).toMatchObject({
      code: 'TRACING_DOUBLE_INSTRUMENTATION',
      message: expect.stringContaining('TracerProvider'),
    });
  });

  it('is refused beside dd-trace', async () => {
    expect(await registerAfter("require('dd-trace').init();", peers)).toMatchObject({
      code: 'TRACING_DOUBLE_INSTRUMENTATION',
      message: expect.stringContaining('dd-trace'),
    });
  });

  it("is refused after OpenTelemetry's provider for Node", async () => {
    const init =
      "const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node'); new NodeTracerProvider().register();";
    expect(await registerAfter(init, peers)).toMatchObject({
      code: 'TRACING_DOUBLE_INSTRUMENTATION',
      message: expect.stringContaining('TracerProvider'),
    });
  });

  it("is refused after OpenTelemetry's instrumentation of http without a provider", async () => {
    const init =
      "require('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations: [new (require('@opentelemetry/instrumentation-http').HttpInstrumentation)()] }); require('http');";
    expect(await registerAfter(init, peers)).toMatchObject({
      code: 'TRACING_DOUBLE_INSTRUMENTATION',
      message: expect.stringContaining('node:http'),
    });
  });
});
