/** @jest-environment node */
import { createHashId } from '@unite/apm/sentry';
import { registered } from '@unite/tracing/apm';

import { readConfig } from '../config.ts';
import { serverTelemetry, startServerTelemetry, type ServerTelemetry } from './server-telemetry.ts';

const salt = 'another-long-random-text';
const environment = {
  UNITE_WORKSPACES: '[{"id":"w1","name":"Acme","apiKey":"uk_secret"}]',
  UNITE_SESSION_SECRET: 'x'.repeat(32),
};

const slot = Symbol.for('@unite/web.telemetry');

/** As a process of its own would start it. */
function start(env: Record<string, string> = {}): ServerTelemetry {
  Reflect.deleteProperty(globalThis, slot);
  startServerTelemetry(readConfig({ ...environment, ...env }));
  return serverTelemetry();
}

const signals = ['SIGTERM', 'SIGINT'] as const;
let listeners: readonly NodeJS.SignalsListener[][];
beforeEach(() => {
  listeners = signals.map((signal) => [...process.listeners(signal)]);
});
afterEach(async () => {
  await registered()?.close();
  Reflect.deleteProperty(globalThis, slot);
  signals.forEach((signal, n) => {
    for (const listener of process.listeners(signal)) {
      if (!listeners[n]?.includes(listener)) process.off(signal, listener);
    }
  });
});

const report = (view: string, body: object = {}) =>
  new Request('https://app.test/api/telemetry?report', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
    body: JSON.stringify({ view, route: '/', n: 0, ...body }),
  });
const scraped = async ({ apm }: ServerTelemetry) =>
  Buffer.from((await apm.metrics.scrape()).body).toString();

describe('the telemetry of the web server', () => {
  it('is one for the whole process', () => {
    const telemetry = start();
    startServerTelemetry(readConfig(environment));
    expect(serverTelemetry()).toBe(telemetry);
  });

  it('counts page loads and web vitals in the metrics', async () => {
    const telemetry = start();
    const { id } = telemetry.pageLoads.open('/');
    await telemetry.tunnel.handle(report(id, { stayed: true, vitals: { LCP: 1200 } }));
    const text = await scraped(telemetry);
    expect(text).toContain('browser_page_load_served_total{http_route="/"} 1');
    expect(text).toContain('browser_page_load_arrived_total{http_route="/"} 1');
    expect(text).toContain('browser_page_load_stayed_total{http_route="/"} 1');
    expect(text).toContain('browser_web_vital_lcp_seconds_sum{http_route="/"} 1.2');
  });

  it('knows the page loads that another process with the same secret has served', async () => {
    const other = start();
    const { id } = other.pageLoads.open('/');
    await registered()?.close();
    const telemetry = start();
    await telemetry.tunnel.handle(report(id));
    await telemetry.tunnel.handle(report(id.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))));
    expect(await scraped(telemetry)).toContain('browser_page_load_arrived_total{http_route="/"} 1');
  });

  it('tells pages of no vendor where none is set, and has no error reports', () => {
    const { apm, pageSettings } = start({ TELEMETRY_SALT: salt });
    expect(pageSettings('w1')).toBeUndefined();
    expect(apm.errors).toBeUndefined();
  });

  it('tells pages their workspace as the hash that error reports have, never its id', () => {
    const { pageSettings } = start({
      TELEMETRY_SALT: salt,
      RUM_APPLICATION_ID: '0-1',
      RUM_CLIENT_TOKEN: 'pub1',
    });
    expect(pageSettings('w1')?.workspace).toBe(createHashId(salt)('workspace', 'w1'));
    expect(pageSettings(undefined)).not.toHaveProperty('workspace');
  });

  it('does not tell workspaces apart without a salt', () => {
    const { pageSettings } = start({ RUM_APPLICATION_ID: '0-1', RUM_CLIENT_TOKEN: 'pub1' });
    expect(pageSettings('w1')).not.toHaveProperty('workspace');
  });
});

describe('before it was started', () => {
  it('there is none', () => {
    start();
    const telemetry = Reflect.get(globalThis, slot);
    Reflect.deleteProperty(globalThis, slot);
    expect(() => serverTelemetry()).toThrow('src/instrumentation.ts');
    Reflect.set(globalThis, slot, telemetry);
  });
});
