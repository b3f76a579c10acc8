import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  createPageLoads,
  createTunnel,
  earlyScript,
  type EarlyError,
  type PageLoads,
  type Tunnel,
  type TunnelOptions,
} from '../../src/tunnel/index.ts';
import type { Assets } from './bundle.ts';

/** How a {@link Site} is started. */
export interface SiteOptions {
  readonly assets: Assets;
  readonly sentryDsn?: string;
  readonly rum?: { readonly origin: string; readonly clientToken: string };
  /** Part of the page's options for the SDKs. */
  readonly userId?: string;
  readonly workspace?: string;
  readonly idleMs?: number;
  /** Early errors are told after 100 ms unless it says otherwise. */
  readonly tunnel?: TunnelOptions;
  /** The inline script; default: the product's. */
  readonly inline?: typeof earlyScript;
}

/** A request that reached the site. */
export interface SiteRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A site on loopback with a strict content security policy, enforced Trusted Types, and one tunnel. */
export interface Site {
  readonly origin: string;
  readonly pageLoads: PageLoads;
  readonly tunnel: Tunnel;
  readonly earlyErrors: readonly EarlyError[];
  readonly requests: readonly SiteRequest[];
  /** Lets the tunnel's path answer this status, or never, instead of the tunnel. */
  breakTunnel(how: number | 'hang' | 'mended'): void;
  close(): Promise<void>;
}

const tunnelPath = '/api/telemetry';

/** Starts a site: every path but the tunnel's, `/assets/` and `/api/` is a document. */
export async function startSite(options: SiteOptions): Promise<Site> {
  const earlyErrors: EarlyError[] = [];
  const requests: SiteRequest[] = [];
  const pageLoads = createPageLoads();
  const tunnel = createTunnel({
    ...(options.sentryDsn !== undefined && { sentry: { dsn: options.sentryDsn } }),
    ...(options.rum && { rum: options.rum }),
    pageLoads,
    onEarlyError: (error) => earlyErrors.push(error),
    earlyErrorHoldMs: 100,
    scrub: (text) => text.replaceAll('hunter2', '[Filtered]'),
    ...options.tunnel,
  });
  let broken: number | 'hang' | 'mended' = 'mended';

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    if (url.pathname.startsWith('/assets/')) {
      const script = options.assets.get(url.pathname.slice('/assets/'.length));
      response.writeHead(script ? 200 : 404, { 'content-type': 'text/javascript' }).end(script);
    } else if (url.pathname.startsWith('/api/')) {
      const body = await bodyOf(request);
      const { method = '', headers } = request;
      requests.push({ method, path: `${url.pathname}${url.search}`, headers, body: String(body) });
      if (url.pathname !== tunnelPath) response.end('{}');
      else if (broken === 'hang') return;
      else if (broken !== 'mended') response.writeHead(broken).end();
      else await answer(response, await tunnel.handle(webRequest(url, request, body)));
    } else {
      await sendDocument(url, response, options, pageLoads);
    }
  };
  const server = createServer((request, response) => {
    // A visitor who leaves while something is sent ends it.
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server
  return {
    origin: `http://127.0.0.1:${port}`,
    pageLoads,
    tunnel,
    earlyErrors,
    requests,
    breakTunnel: (how) => void (broken = how),
    async close() {
      await tunnel.close(1000);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The routes of the site, in the order in which they are tried. */
const routes: readonly (readonly [RegExp, string])[] = [
  [/^\/w\/[^/]+\/contacts\/[^/]+$/, '/w/[workspace]/contacts/[id]'],
  [/^\/w\/[^/]+\/contacts$/, '/w/[workspace]/contacts'],
  [/^\/crash$/, '/crash'],
];

async function sendDocument(
  { pathname, searchParams, host }: URL,
  response: ServerResponse,
  options: SiteOptions,
  pageLoads: PageLoads,
): Promise<void> {
  if (pathname === '/favicon.ico') return void response.writeHead(204).end();
  const route = routes.find(([pattern]) => pattern.test(pathname))?.[1] ?? '/';
  const nonce = randomBytes(16).toString('base64');
  const pageView = pageLoads.open(route);
  const inline = options.inline ?? earlyScript;
  const isBare = searchParams.has('bare');
  const csp = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': csp,
    // A document with `no-store` never enters the back/forward cache.
    'cache-control': 'no-cache',
    'set-cookie': 'session=s3cret; HttpOnly; SameSite=Lax',
  });
  const script = (text: string) => `<script nonce="${nonce}">${text}</script>`;
  response.write(
    `<!doctype html><html lang="en"><head>` +
      (isBare ? '' : script(inline({ pageView, tunnel: tunnelPath }))) +
      `<title>${route}</title>` +
      (searchParams.has('parse-error') ? script('throw new RangeError("while parsing")') : '') +
      // Long enough to be a long task, with the document's address in it.
      (searchParams.has('busy')
        ? script('for (const end = performance.now() + 150; performance.now() < end; );')
        : '') +
      (searchParams.has('csp') ? '<script>globalThis.evil = true</script>' : ''),
  );
  const delayMs = Number(searchParams.get('delayMs') ?? 0);
  if (delayMs > 0) await delay(delayMs, response);
  const config = {
    tunnel: tunnelPath,
    idleMs: options.idleMs,
    sentry: options.sentryDsn && {
      dsn: options.sentryDsn,
      environment: 'test',
      release: 'web@1',
      userId: options.userId,
      workspace: options.workspace,
    },
    rum: options.rum && {
      applicationId: '00000000-0000-4000-8000-000000000000',
      clientToken: options.rum.clientToken,
      service: 'web',
      environment: 'test',
      userId: options.userId,
      workspace: options.workspace,
      tracedUrls: [`http://${host}/api/data`],
    },
  };
  response.end(
    `<script type="application/json" id="config">${JSON.stringify(config)}</script></head>` +
      '<body><h1>Contacts</h1><button id="go">Open</button><button id="throw">Throw</button>' +
      (pathname === '/crash' ? script('null.hydrate()') : '') +
      `<script type="module" nonce="${nonce}" src="/assets/app.js"></script></body></html>`,
  );
}

/** Waits, unless the visitor leaves before. */
function delay(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks);
}

function webRequest(
  url: URL,
  { method = 'GET', headers }: IncomingMessage,
  body: Buffer<ArrayBuffer>,
): Request {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Request(url, { method, headers: pairs, ...(method === 'POST' && { body }) });
}

async function answer(response: ServerResponse, { status, headers }: Response): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers)).end();
}
