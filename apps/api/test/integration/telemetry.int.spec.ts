import { type SentryReceiver, startSentryReceiver } from '@unite/stack';

import type { ApiProcess } from '../api-process.ts';
import { type ApiStage, type Tenant, ask, openApiStage } from './api-stage.ts';
import { startInstance } from './start-instance.ts';

describe('the telemetry of the service', () => {
  let stage: ApiStage;
  let tenant: Tenant;

  beforeAll(async () => {
    stage = await openApiStage();
    tenant = await stage.tenant();
  });
  afterAll(() => stage.close());

  it('has every request by route and status, for Prometheus', async () => {
    await tenant.call('GET', '/api/contacts?search=Rumpelstilzchen');
    await tenant.call('GET', '/api/contacts/01a20637-2283-7165-9456-e08a8cc614dc');
    const { status, headers, text } = await ask(`${stage.url}/metrics`, 'GET', {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect([status, headers.get('content-type')]).toEqual([
      200,
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ]);
    expect(text).toMatch(
      /^http_server_request_duration_seconds_count\{[^}]*http_response_status_code="404"[^}]*http_route="\/api\/contacts\/:id"[^}]*\} 1/m,
    );
    expect(text).toMatch(/^target_info\{[^}]*service_name="unite-api"/m);
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(text).not.toContain('Rumpelstilzchen');
    expect(text).not.toContain('01a20637');
  });

  describe('of a process of its own', () => {
    let sentry: SentryReceiver;
    let service: ApiProcess;

    beforeAll(async () => {
      sentry = await startSentryReceiver();
      service = await startInstance(stage, {
        METRICS_TOKEN: 'a token of this spec',
        SENTRY_DSN: sentry.dsn,
        TELEMETRY_SALT: 'a salt of this spec',
      });
    });
    afterAll(async () => {
      await service.kill();
      await sentry.close();
    });
    const url = (path: string) => `http://127.0.0.1:${service.port}${path}`;

    it('is read only with the token', async () => {
      const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
      expect((await ask(url('/metrics'), 'GET')).status).toBe(401);
      expect((await ask(url('/metrics'), 'GET', bearer('another of this spec'))).status).toBe(401);
      expect((await ask(url('/metrics'), 'GET', bearer('a token of this spec'))).status).toBe(200);
    });

    it('books what requests cost on their endpoints', async () => {
      await ask(url('/api/campaigns'), 'GET', {
        headers: { authorization: `Bearer ${tenant.key}` },
      });
      const { text } = await ask(url('/metrics'), 'GET', {
        headers: { authorization: 'Bearer a token of this spec' },
      });
      expect(text).toMatch(/unite_cost_cpu_seconds_total\{[^}]*endpoint="GET \/api\/campaigns"/);
    });

    it('reports a failure under the id that the caller was told, and nothing of a person', async () => {
      await stage.sql('alter table campaigns rename to hidden');
      const headers = { authorization: `Bearer ${tenant.key}` };
      const answer = await ask(url('/api/campaigns?search=Rumpelstilzchen'), 'GET', { headers });
      await stage.sql('alter table hidden rename to campaigns');
      expect(answer.status).toBe(500);
      const id = String(answer.body['instance']).split('/').at(-1);
      await sentry.waitFor((items) => JSON.stringify(items).includes(String(id)), 10_000);
      const sent = JSON.stringify(sentry.received);
      expect(sent).toContain('SQLSTATE 42P01');
      for (const secret of ['Rumpelstilzchen', tenant.key, tenant.workspaceId]) {
        expect(sent).not.toContain(secret);
      }
    });
  });
});
