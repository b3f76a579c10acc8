import { metrics as api } from '@opentelemetry/api';

import { isApmError } from './errors.ts';
import { type Apm, register } from './register.ts';
import { defineObjectives } from './slo/index.ts';

const service = { name: 'api', version: '1.4.0', environment: 'test' };
const prices = {
  version: '1',
  validFrom: '2020-01-01',
  currency: 'USD',
  vcpuHour: 0.04,
  databaseSecond: 0,
  redisMillionOperations: 0,
  egressGigabyte: 0,
  ai: {},
};
let apm: Apm | undefined;

afterEach(async () => {
  await apm?.close({ deadlineMs: 0 });
  apm = undefined;
});

function faultOf(config: Parameters<typeof register>[0]): { code: string; message: string } {
  try {
    apm = register(config);
  } catch (error) {
    if (isApmError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was registered');
}

describe('registering', () => {
  it('makes the global meter that of the process, told in every output', async () => {
    apm = register({ service });
    api.getMeter('app').createCounter('orders').add(2);
    const { body } = await apm.metrics.scrape('application/openmetrics-text; version=1.0.0');
    expect(body).toMatch(/^orders_total 2(\.0)?$/m);
    expect(body).toMatch(/target_info\{[^}]*service_name="api"/);
    expect(body).toMatch(/target_info\{[^}]*service_instance_id="[0-9a-f-]{36}"/);
  });

  it('counts requests for metrics, for people and for objectives', async () => {
    apm = register({
      service,
      objectives: defineObjectives([
        { name: 'available', description: 'It answers.', objective: 0.99, kind: 'availability' },
      ]),
    });
    apm.requests.begin('GET');
    apm.requests.end({ method: 'GET', route: '/a', status: 500, durationMs: 5 });
    expect(apm.slo.status()).toMatchObject([{ name: 'available', good: 0, total: 1 }]);
    expect(apm.requests.view().total).toMatchObject({ requests: 1, errors: 1 });
    const { body } = await apm.metrics.scrape();
    expect(body).toMatch(/http_server_request_duration_seconds_count\{[^}]*http_route="\/a"/);
  });

  it('again gives the same handle, and warns when something else is asked for', async () => {
    apm = register({ service });
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    expect(register({ service: { ...service } })).toBe(apm);
    expect(warn).not.toHaveBeenCalled();
    expect(register({ service: { ...service, version: '2' } })).toBe(apm);
    expect(warn).toHaveBeenCalledWith(expect.any(String), { code: 'APM_REGISTERED_TWICE' });
    warn.mockRestore();
  });

  it('can be done anew after closing', async () => {
    apm = register({ service });
    await apm.close();
    const next = register({ service });
    expect(next).not.toBe(apm);
    apm = next;
  });

  it('tells all faults at once, and leaves nothing behind', () => {
    const { code, message } = faultOf({
      service: { ...service, name: '' },
      costs: { priceBooks: [], vcpus: -1 },
      errors: { dsn: 'nonsense', salt: 'short' },
    });
    expect(code).toBe('APM_CONFIG_INVALID');
    for (const part of ['service.name', 'vcpus', 'dsn', 'salt']) expect(message).toContain(part);
    expect(message).not.toContain('nonsense');
    apm = register({ service, costs: { priceBooks: [prices] } });
    expect(apm.costs?.statement().rows.length).toBeGreaterThan(0);
  });

  it('refuses to share the process with another meter provider', () => {
    api.setGlobalMeterProvider({ getMeter: () => api.getMeter('x') });
    try {
      expect(faultOf({ service }).code).toBe('APM_DOUBLE_INSTRUMENTATION');
    } finally {
      api.disable();
    }
  });

  it('starts and ends error reports with everything else', async () => {
    const before = process.listenerCount('SIGTERM');
    apm = register({
      service,
      errors: { dsn: 'http://key@127.0.0.1:9/1', salt: 'sixteen characters' },
    });
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    expect(apm.errors?.stats()).toMatchObject({ created: 0 });
    await apm.close({ deadlineMs: 0 });
    expect(process.listenerCount('SIGTERM')).toBe(before);
    apm = undefined;
  });
});
