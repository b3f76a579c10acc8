import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { freePort, type OtlpReceiver, type OtlpSpan, startOtlpReceiver } from '@unite/stack';
import type { Page } from 'playwright-core';
import { sessionCookieName } from '../../src/session/session-cookie.ts';
import { accessibilityViolations } from '../accessibility.ts';
import { type Visitor, welcomeVisitor } from '../visitor.ts';
import { startWebServer, type WebServer } from '../web-server.ts';
import { takePicture } from './picture.ts';
import { visits } from './visits.ts';

const { stage } = visits();
const json = { 'content-type': 'application/json' };

let receiver: OtlpReceiver;
let web: WebServer;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  web = await startWebServer(stage, {
    UNITE_ENVIRONMENT: 'staging',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
});
afterAll(async () => {
  await web[Symbol.asyncDispose]();
  await receiver.close();
});

/** Asks the web server as a person of the lively workspace does, without a browser. */
async function ask(path: string, given: Readonly<Record<string, string>> = {}) {
  const { storageState } = web.signedIn(stage.lively.id);
  const cookies = typeof storageState === 'object' ? storageState.cookies : [];
  const session = cookies.find(({ name }) => name === sessionCookieName);
  const headers = {
    accept: 'text/html',
    cookie: `${session?.name}=${session?.value}`,
    ...given,
  };
  const answer = await fetch(web.url + path, { headers });
  return { answer, text: await answer.text(), traceId: answer.headers.get('x-trace-id') ?? '' };
}

/** The spans of a trace, once they have been sent. */
async function spansOf(traceId: string): Promise<readonly OtlpSpan[]> {
  const all = () => receiver.received.filter((item) => item.kind === 'span');
  await receiver.waitFor(() => all().some((span) => span.traceId === traceId), 10_000);
  return all().filter((span) => span.traceId === traceId);
}

const withKind = (spans: readonly OtlpSpan[], kind: OtlpSpan['spanKind']) =>
  spans.filter(({ spanKind }) => spanKind === kind).map(({ name }) => name);

describe('a document', () => {
  it('is one span of a request, in the trace that its answer and its page name', async () => {
    const { text, traceId } = await ask(`${stage.lively.path}/contacts?search=somebody`);
    expect(text).toContain(`content="00-${traceId}-`);
    const spans = await spansOf(traceId);
    expect(withKind(spans, 'server')).toEqual(['GET /w/[workspace]/contacts']);
    expect(withKind(spans, 'internal')).toContain('middleware GET');
    // Each request to the API, and no span of Next's own for it.
    expect(new Set(withKind(spans, 'client'))).toEqual(new Set(['GET']));
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(spans.filter(({ parentSpanId }) => !ids.has(parentSpanId))).toHaveLength(1);
    expect(JSON.stringify(spans)).not.toContain('somebody');
  });
});

describe('a request that is passed on to the API', () => {
  it('is called after its route, and has the correlation id of its caller there as well', async () => {
    const { answer, traceId } = await ask(`/api/w/${stage.lively.id}/contacts`, {
      'x-request-id': 'checkout-12',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toBe('checkout-12');
    const spans = await spansOf(traceId);
    expect(withKind(spans, 'server')).toEqual(['GET /api/w/[workspace]/[...path]']);
    expect(withKind(spans, 'client')).toEqual(['GET']);
    const key = stage.workspaces.find(({ id }) => id === stage.lively.id)?.apiKey;
    const trace = await fetch(`${stage.apiUrl}/api/operations/traces/${traceId}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await trace.json()).toMatchObject({
      logs: [
        {
          message: 'answered',
          fields: expect.arrayContaining([
            { name: 'correlationId', value: 'checkout-12' },
          ]) as unknown,
        },
      ],
    });
  });
});

describe('files of the build, and what Next does by itself', () => {
  it('are no traces', async () => {
    const { text } = await ask('/');
    const file = /\/_next\/static\/[^"]+\.js/.exec(text)?.[0];
    if (file === undefined) throw new Error('the page has no script');
    const { answer } = await ask(file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-trace-id')).toBeNull();
    const roots = receiver.received.filter(
      (item) => item.kind === 'span' && item.parentSpanId === '' && item.spanKind !== 'server',
    );
    expect(roots).toEqual([]);
  });
});

describe('what this web server alone knows of', () => {
  /** A person at a path of the workspace, of a web server with another API. */
  async function withApi(
    apiUrl: string,
    path: string,
    work: (visitor: Visitor) => Promise<void>,
  ): Promise<void> {
    await using beside = await startWebServer({ apiUrl, workspaces: stage.workspaces });
    // Not one of those who may find nothing in their console.
    const visitor = await welcomeVisitor(stage.browser, beside.signedIn(stage.lively.id));
    await visitor.page.goto(stage.lively.path + path);
    await work(visitor);
    await visitor.leave();
  }

  /** Follows the link from a problem on the page to its trace. */
  async function follow(page: Page): Promise<Page> {
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: /Show what happened/ }).click();
    return opened;
  }
  const steps = (page: Page) => page.getByRole('region', { name: 'Steps', exact: true });

  it('is the trace of a page that could not be shown, with its error', async () => {
    const api = createServer((_, answer) => void answer.writeHead(200, json).end('{}'));
    await once(api.listen(0, '127.0.0.1'), 'listening');
    const { port } = api.address() as AddressInfo; // it listens on a port
    try {
      await withApi(`http://127.0.0.1:${port}`, '/operations/traces', async ({ page }) => {
        await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
        const reference = await page.locator('code').textContent();
        await page.getByRole('link', { name: /Show what happened/ }).waitFor();
        await takePicture(page, 'page-failed');
        expect(await accessibilityViolations(page)).toEqual([]);
        api.removeAllListeners('request');
        api.on('request', (_, answer) => void answer.writeHead(404, json).end('{}'));
        const trace = await follow(page);
        await steps(trace)
          .getByText('GET /w/[workspace]/operations/traces', { exact: true })
          .waitFor();
        await trace
          .getByRole('region', { name: 'Errors' })
          .getByText(reference ?? '')
          .waitFor();
        await takePicture(trace, 'trace-of-failed-page');
      });
    } finally {
      api.close();
      api.closeAllConnections();
    }
  });

  it('is the trace of a page whose API was away', async () => {
    await withApi(`http://127.0.0.1:${await freePort()}`, '/contacts', async ({ page }) => {
      await page.getByText('The API does not answer').waitFor();
      const trace = await follow(page);
      await steps(trace).getByText('GET /w/[workspace]/contacts', { exact: true }).waitFor();
      await trace
        .getByRole('region', { name: 'Errors' })
        .getByText('API_UNREACHABLE')
        .first()
        .waitFor();
    });
  });
});
