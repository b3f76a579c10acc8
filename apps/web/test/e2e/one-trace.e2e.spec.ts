import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  apiArguments,
  findWorkspaceRoot,
  freePort,
  startAppProcess,
  startTelemetryReceivers,
  type AppProcess,
  type OtlpSpan,
  type TelemetryReceivers,
} from '@unite/stack';
import type { Page } from 'playwright-core';
import { startWebServer, type WebServer } from '../web-server.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

const { stage, visit } = visits();
const logFile = join(findWorkspaceRoot(), '.unite/logs/api-traced.log');

let receivers: TelemetryReceivers;
let api: AppProcess;
let web: WebServer;

beforeAll(async () => {
  receivers = await startTelemetryReceivers();
  const { otlp, sentry, rum } = receivers;
  const { postgres, redis, ai } = stage;
  if (redis === null) throw new Error(`the trace needs Redis: ${stage.redisMissing?.why}`);
  const telemetry = {
    UNITE_ENVIRONMENT: 'staging',
    TELEMETRY_SALT: 'a-salt-for-tests-only',
    SENTRY_DSN: sentry.dsn,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
  };
  const root = findWorkspaceRoot();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  api = await startAppProcess({
    name: 'api',
    args: apiArguments(root),
    cwd: join(root, 'apps/api'),
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      UNITE_API_HOST: '127.0.0.1',
      UNITE_API_PORT: String(port),
      DRAIN_DELAY_MS: '0',
      SHUTDOWN_GRACE_MS: '3000',
      DATABASE_URL: postgres.databaseUrl,
      REDIS_URL: redis.url,
      AI_BASE_URL: `${ai.url}/v1`,
      AI_API_KEY: ai.apiKey,
      AI_MODEL: ai.model,
      ...telemetry,
    },
    logFile,
    url,
    readyPath: '/readyz',
  });
  web = await startWebServer(
    { apiUrl: url, workspaces: stage.workspaces },
    {
      ...telemetry,
      RUM_APPLICATION_ID: '00000000-0000-4000-8000-000000000000',
      RUM_CLIENT_TOKEN: rum.clientToken,
      RUM_INTAKE_URL: rum.url,
    },
  );
});
afterAll(async () => {
  await web[Symbol.asyncDispose]();
  await api.stop();
  await receivers.close();
});
afterEach(() => stage.ai.set('ok'));

/** The trace of the page's document. */
async function traceOf(page: Page): Promise<string> {
  const traceparent = await page.locator('meta[name=traceparent]').getAttribute('content');
  const [, traceId = ''] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(traceparent ?? '') ?? [];
  expect(traceId).not.toBe('');
  return traceId;
}

/** The SDKs tell nobody that they are there; RUM has a session then. */
const untilSdksRun = (page: Page) =>
  page.waitForFunction(() => Reflect.get(globalThis, 'DD_RUM')?.getInternalContext() !== undefined);

const spansOf = (traceId: string): readonly OtlpSpan[] =>
  receivers.otlp.received.filter(
    (item): item is OtlpSpan => item.kind === 'span' && item.traceId === traceId,
  );
const isOf = (service: string) => (span: OtlpSpan) => span.resource['service.name'] === service;
const isAi = (span: OtlpSpan) => 'gen_ai.request.model' in span.attributes;

/** The spans that lead to no other span of the trace. */
function rootsOf(spans: readonly OtlpSpan[]): readonly OtlpSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
}

describe('what a person does on a page', () => {
  it('is one trace through Next and the API to PostgreSQL, Redis and AI, wherever it is told', async () => {
    stage.ai.set('error');
    const visitor = await visit(`${stage.lively.path}/operations`, web.signedIn(stage.lively.id));
    for (const status of [502, 503]) visitor.expectStatus(status);
    const { page } = visitor;
    const traceId = await traceOf(page);
    await untilSdksRun(page);

    await page.getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('button', { name: 'New campaign' }).click();
    const dialog = page.getByRole('dialog', { name: 'New campaign' });
    await dialog.getByLabel('Name').fill('One trace');
    await dialog.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByRole('heading', { level: 1, name: 'One trace' }).waitFor();
    await page.getByRole('button', { name: 'Start a draft' }).click();
    await page.getByLabel('What is the message about?').fill('A sale in spring');
    await page.getByRole('button', { name: 'Write a draft' }).click();
    const link = page.getByRole('link', { name: /Show what happened/ });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe(
      `${stage.lively.path}/operations/traces/${traceId}`,
    );
    await takePicture(page, 'problem-with-trace');

    // The collector, asked as Jaeger is.
    const has = (isIt: (span: OtlpSpan) => boolean) => () => spansOf(traceId).some(isIt);
    const system = (name: string) => (span: OtlpSpan) => span.attributes['db.system.name'] === name;
    const wanted = [isAi, system('postgresql'), system('redis'), isOf('unite-web')].map(has);
    await receivers.otlp.waitFor(() => wanted.every((isThere) => isThere()), 15_000);
    const answer = await fetch(`${receivers.otlp.url}/api/traces/${traceId}`);
    expect(answer.status).toBe(200);
    // The page's own span is the document's; all else was caused by it.
    await receivers.otlp.waitFor(() => rootsOf(spansOf(traceId)).length === 1, 15_000);
    expect(rootsOf(spansOf(traceId))).toMatchObject([
      { resource: { 'service.name': 'unite-web' }, spanKind: 'server', parentSpanId: '' },
    ]);
    const ids = new Map(spansOf(traceId).map((span) => [span.spanId, span]));
    for (const span of spansOf(traceId).filter(isOf('unite-api'))) {
      if (span.spanKind !== 'server') continue;
      expect(ids.get(span.parentSpanId)).toMatchObject({
        resource: { 'service.name': 'unite-web' },
        spanKind: 'client',
      });
    }

    // The error report of the API.
    const isReport = ({ type, payload }: { type: string; payload: unknown }) =>
      type === 'event' && JSON.stringify(payload).includes(traceId);
    await receivers.sentry.waitFor((items) => items.some(isReport), 15_000);
    expect(receivers.sentry.received.find(isReport)?.payload).toMatchObject({
      contexts: { trace: { trace_id: traceId } },
      tags: { code: expect.stringMatching(/^AI_/) as string },
    });

    // The log.
    const lines = (await readFile(logFile, 'utf8')).split('\n').filter(Boolean);
    const own = lines.map((line) => JSON.parse(line)).filter((line) => line.traceId === traceId);
    expect(own.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['answered', 'request failed']),
    );

    // An exemplar of a metric.
    const metrics = await fetch(`${api.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(await metrics.text()).toMatch(
      new RegExp(`^http_server_request_duration_seconds_bucket.*trace_id="${traceId}"`, 'm'),
    );

    // The page itself.
    await page.goto('about:blank');
    const isOfTrace = ({ event }: { event: Readonly<Record<string, unknown>> }) =>
      Reflect.get(Object(event['context']), 'trace_id') === traceId;
    await receivers.rum.waitFor((events) => events.some(isOfTrace), 15_000);

    // And none of it is told of a visit of somebody else.
    const other = await visit(`${stage.lively.path}/operations`, web.signedIn(stage.lively.id));
    expect(await traceOf(other.page)).not.toBe(traceId);
  });

  it('can be looked at from the problem on', async () => {
    stage.ai.set('error');
    const visitor = await visit(`${stage.lively.path}/campaigns`, web.signedIn(stage.lively.id));
    for (const status of [502, 503]) visitor.expectStatus(status);
    const { page, context } = visitor;
    await page.getByRole('link', { name: 'One trace' }).first().click();
    await page.getByRole('button', { name: 'Start a draft' }).click();
    await page.getByLabel('What is the message about?').fill('A sale in spring');
    await page.getByRole('button', { name: 'Write a draft' }).click();
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: /Show what happened/ }).click();
    const trace = await opened;
    await trace.getByRole('heading', { name: 'Trace', exact: true }).waitFor();
    await trace.getByRole('region', { name: 'Steps' }).getByText('POST /api/ai/draft').waitFor();
    await trace.getByRole('region', { name: 'Log' }).getByText('request failed').first().waitFor();
    await trace.getByRole('region', { name: 'Errors' }).getByText(/^AI_/).first().waitFor();
    await takePicture(trace, 'trace-of-problem');
  });
});
