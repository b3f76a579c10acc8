import { execFile } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import {
  freePort,
  startTelemetryReceivers,
  type PrometheusServer,
  type ReceiverFault,
  type TelemetryReceivers,
} from '@unite/stack';

import { prometheusFor, serveMetrics, type ScrapeTarget } from '../../gate/metrics-prometheus.ts';
import { createMetrics } from '../../src/metrics/index.ts';
import { runVerify, type VerifyReport } from '../../src/verify/index.ts';

const metricsToken = 'metrics-token-1f2e';
const readToken = 'read-token-3d4c';
const wrapper = join(__dirname, '../../../../apps/api/scripts/deploy/verify-apm.mjs');

let receivers: TelemetryReceivers;
let target: ScrapeTarget;
let prometheus: PrometheusServer;

beforeAll(async () => {
  const resource = { 'service.name': 'api', 'service.instance.id': 'quote " and \\ backslash' };
  receivers = await startTelemetryReceivers();
  target = await serveMetrics(createMetrics({ resource }), withProbes);
  prometheus = await prometheusFor(target.url);
  await prometheus.nextScrape();
}, 40_000);
afterAll(async () => {
  await prometheus.close();
  await target[Symbol.asyncDispose]();
  await receivers.close();
});
afterEach(async () => {
  const { sentry, statsd, otlp, rum } = receivers;
  for (const receiver of [sentry, otlp, rum]) await receiver.fault('none');
  await statsd.fault('none');
});

/** What is scraped, with the probes that came by OTLP, as a collector shows them. */
function withProbes(body: string): string {
  const probes = receivers.otlp.received.flatMap((item) =>
    item.kind === 'gauge'
      ? [`unite_verify_probe{probe="${String(item.attributes['probe'])}"} 1\n`]
      : [],
  );
  return body.replace('# EOF', `# TYPE unite_verify_probe gauge\n${probes.join('')}# EOF`);
}

type Variables = Readonly<Record<string, string>>;

/** Where each backend is, and where it is read back. */
function environment(): { readonly [backend: string]: Variables } {
  const { sentry, statsd, otlp, rum } = receivers;
  const found = (controlUrl: string) => `${controlUrl}/_received?find={probe}`;
  return {
    sentry: {
      SENTRY_DSN: sentry.dsn,
      SENTRY_READ_URL: `${sentry.url}/api/0/projects/acme/api/events/{probe}/`,
      SENTRY_READ_TOKEN: readToken,
    },
    dogstatsd: {
      DD_AGENT_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: String(statsd.port),
      DOGSTATSD_READ_URL: found(statsd.controlUrl),
    },
    otlp: {
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=otlp-key-5b6a',
      OTLP_READ_URL: found(otlp.controlUrl),
    },
    traces: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${otlp.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=otlp-key-5b6a',
      TRACES_READ_URL: `${otlp.url}/api/traces/{probe}`,
      TRACES_READ_TOKEN: readToken,
    },
    prometheus: {
      METRICS_URL: target.url,
      METRICS_TOKEN: metricsToken,
      PROMETHEUS_URL: prometheus.url,
    },
    rum: {
      RUM_INTAKE_URL: rum.url,
      RUM_CLIENT_TOKEN: rum.clientToken,
      RUM_READ_URL: found(rum.controlUrl),
    },
  };
}

const everything = (): Variables => Object.assign({}, ...Object.values(environment())) as Variables;

/** What the program prints, with its code. */
async function verified(env: Variables, ...argv: string[]) {
  let output = '';
  const code = await runVerify(argv, env, (text) => (output += text));
  return { code, output };
}

async function reported(env: Variables, ...argv: string[]) {
  const { code, output } = await verified(env, '--json', ...argv);
  const report = JSON.parse(output) as VerifyReport; // as --json documents
  expect(report.exitCode).toBe(code);
  return { code, output, report, problems: report.backends.filter(({ problem }) => problem) };
}

async function serving(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]: () => void server.close().closeAllConnections(),
  };
}

describe('verify-apm', () => {
  it('sees its probe in each backend', async () => {
    const { code, output } = await verified(everything());
    for (const backend of Object.keys(environment()))
      expect(output).toMatch(new RegExp(`^${backend} +seen +seen +configure .* ms$`, 'm'));
    expect([code, output.split('\n').at(-2)]).toEqual([
      0,
      expect.stringMatching(/^probe [0-9a-f]{32}: all seen$/),
    ]);
  }, 20_000);

  it('sends a whole trace and reads it back by its id', async () => {
    const { report } = await reported(environment()['traces'] ?? {});
    const spans = receivers.otlp.received.filter((item) => item.kind === 'span');
    expect(spans.filter(({ traceId }) => traceId === report.probe)).toMatchObject([
      { name: 'unite.verify.probe', parentSpanId: '', resource: { 'service.name': 'verify-apm' } },
    ]);
  });

  it('sends another probe each time', async () => {
    const { sentry } = environment();
    const probes = [await reported(sentry ?? {}), await reported(sentry ?? {})].map(
      ({ report }) => report.probe,
    );
    const ids = receivers.sentry.received.map(({ eventId }) => eventId);
    expect(new Set(probes).size).toBe(2);
    expect(ids).toEqual(expect.arrayContaining(probes));
  });

  it('prints the report as JSON', async () => {
    const { report } = await reported(everything());
    expect(report).toEqual({
      exitCode: 0,
      probe: expect.stringMatching(/^[0-9a-f]{32}$/),
      backends: Object.keys(environment()).map((backend) => ({
        backend,
        level: 'seen',
        outcome: 'seen',
        problem: null,
        steps: [
          'configure',
          'connect',
          backend === 'prometheus' ? 'scrape' : 'send',
          'read back',
        ].map((name) => ({ name, durationMs: expect.any(Number) })),
      })),
    });
  }, 20_000);

  it('sees what went through a collector in the Prometheus that scrapes it', async () => {
    const query = 'unite_verify_probe{probe="{probe}"}';
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receivers.otlp.url,
      OTLP_READ_URL: `${prometheus.url}/api/v1/query?query=${query}`,
    };
    const { code, report } = await reported(env);
    expect([code, report.backends[0]?.level]).toEqual([0, 'seen']);
  }, 20_000);

  it('takes the scrape for the proof without a Prometheus', async () => {
    const { code, report } = await reported({ METRICS_URL: target.url });
    expect([code, report.backends[0]?.level]).toEqual([0, 'seen']);
  });
});

describe('the script of the app', () => {
  const run = (env: Variables) =>
    new Promise<{ code: unknown; stdout: string }>((resolve) => {
      const args = ['--conditions=@unite/source', wrapper, '--deadline-ms=2000'];
      // Next's types demand NODE_ENV of every environment.
      const options = { env: { NODE_ENV: 'test', PATH: process.env['PATH'], ...env } as const };
      execFile(process.execPath, args, options, (error, stdout) =>
        resolve({ code: error?.code ?? 0, stdout }),
      );
    });

  it('verifies what its environment names', async () => {
    const { sentry, rum } = environment();
    expect(await run({ ...sentry, ...rum })).toEqual({
      code: 0,
      stdout: expect.stringMatching(/: all seen\n$/),
    });
  }, 20_000);

  it('stays until the deadline for what does not arrive', async () => {
    await receivers.statsd.fault('hang');
    expect(await run(environment()['dogstatsd'] ?? {})).toEqual({
      code: 1,
      stdout: expect.stringContaining('dogstatsd: read back: not there after 2000 ms'),
    });
  }, 20_000);
});

describe('a backend that is stopped', () => {
  it.each([
    ['sentry', ['sentry']],
    ['otlp', ['otlp', 'traces']], // one receiver takes both
    ['rum', ['rum']],
  ] as const)(
    'is named: %s',
    async (receiver, backends) => {
      await receivers[receiver].fault('refuse');
      const { code, problems } = await reported(everything());
      const what = expect.stringContaining('nothing listens at 127.0.0.1:') as string;
      const expected = backends.map((backend) => ({
        backend,
        level: 'configured',
        outcome: 'failed',
        problem: { step: 'connect', what },
      }));
      expect([code, problems]).toMatchObject([1, expected]);
    },
    20_000,
  );

  it('is named: dogstatsd, although UDP has no answers', async () => {
    await receivers.statsd.fault('refuse');
    const { code, problems } = await reported(everything());
    expect([code, problems]).toMatchObject([1, [{ backend: 'dogstatsd', outcome: 'failed' }]]);
  }, 20_000);

  it('is named: prometheus', async () => {
    const env = { METRICS_URL: target.url, PROMETHEUS_URL: `http://127.0.0.1:${await freePort()}` };
    const { code, output } = await verified(env, '--deadline-ms=300');
    expect(code).toBe(1);
    expect(output).toContain('prometheus: read back: not there after 300 ms: nothing listens');
  });

  it('is named: the program that Prometheus scrapes', async () => {
    const { code, output } = await verified({ METRICS_URL: 'http://127.0.0.1:1/metrics' });
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('prometheus: connect: nothing listens at 127.0.0.1:1; start it, or'),
    ]);
  });
});

describe('a backend that misbehaves', () => {
  it.each<[ReceiverFault, string]>([
    ['hang', 'did not answer within 200 ms'],
    ['reset', 'failed (ECONNRESET)'],
    [{ status: 503 }, 'did not take it (HTTP 503)'],
    [{ status: 429 }, 'limits what it takes (HTTP 429)'],
  ])('was reachable and did not accept (%j)', async (fault, what) => {
    for (const backend of ['sentry', 'otlp', 'rum'] as const) await receivers[backend].fault(fault);
    const { sentry, otlp, rum } = environment();
    const { code, problems } = await reported({ ...sentry, ...otlp, ...rum }, '--timeout-ms=200');
    const each = {
      level: 'reachable',
      outcome: 'failed',
      problem: { step: 'send', what: expect.stringContaining(what) },
    };
    expect([code, problems]).toMatchObject([1, [each, each, each]]);
  });

  it('accepted and lost what was sent', async () => {
    await receivers.statsd.fault('hang');
    const { code, problems } = await reported(
      environment()['dogstatsd'] ?? {},
      '--deadline-ms=300',
    );
    expect([code, problems]).toMatchObject([
      1,
      [{ level: 'reachable', problem: { step: 'read back' } }],
    ]);
  });

  it.each(['otlp', 'traces'])('answers 200 and rejects what came (%s)', async (backend) => {
    await receivers.otlp.fault({ partialSuccess: { rejected: 1, message: 'no' } });
    const { code, problems } = await reported(environment()[backend] ?? {});
    expect([code, problems]).toMatchObject([
      1,
      [{ level: 'reachable', problem: { what: expect.stringContaining('rejected') } }],
    ]);
  });

  it('takes traces and forgets them', async () => {
    using forgetting = await serving((_, response) => response.writeHead(404).end());
    const TRACES_READ_URL = `${forgetting.url}/api/traces/{probe}`;
    const env = { ...environment()['traces'], TRACES_READ_URL };
    const { code, problems } = await reported(env, '--deadline-ms=300');
    expect([code, problems]).toMatchObject([
      1,
      [{ level: 'accepted', outcome: 'failed', problem: { step: 'read back' } }],
    ]);
  });

  it('takes traces at an address that is another', async () => {
    const OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = `${receivers.otlp.url}/v2/traces`;
    const env = { ...environment()['traces'], OTEL_EXPORTER_OTLP_TRACES_ENDPOINT };
    const { code, problems } = await reported(env);
    expect([code, problems]).toMatchObject([
      2,
      [{ level: 'reachable', problem: { todo: 'correct OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' } }],
    ]);
  });

  it('is not scraped by the Prometheus that is asked', async () => {
    const resource = { 'service.name': 'api', 'service.instance.id': 'of another process' };
    await using other = await serveMetrics(createMetrics({ resource }));
    const env = { METRICS_URL: other.url, PROMETHEUS_URL: prometheus.url };
    const { code, output } = await verified(env, '--deadline-ms=1500');
    expect(code).toBe(1);
    expect(output).toContain('Prometheus knows nothing of this process');
  });
});

describe('what is misconfigured', () => {
  it.each<[string, string, Variables]>([
    ['sentry', 'SENTRY_DSN', { SENTRY_DSN: 'http://wr0ngkey@{sentry}/1' }],
    ['rum', 'RUM_CLIENT_TOKEN', { RUM_CLIENT_TOKEN: 'wr0ngkey' }],
  ])(
    'is the key of %s',
    async (backend, variable, wrong) => {
      const host = new URL(receivers.sentry.url).host;
      const env = Object.fromEntries(
        Object.entries(wrong).map(([name, value]) => [name, value.replace('{sentry}', host)]),
      );
      const { code, problems, output } = await reported({ ...everything(), ...env });
      expect([code, problems]).toMatchObject([
        2,
        [
          {
            backend,
            level: 'reachable',
            outcome: 'misconfigured',
            problem: { step: 'send', todo: `correct ${variable}` },
          },
        ],
      ]);
      expect(output).not.toContain('wr0ngkey');
    },
    20_000,
  );

  it.each([
    ['otlp', 401, 'OTEL_EXPORTER_OTLP_HEADERS'],
    ['sentry', 403, 'SENTRY_DSN'],
  ] as const)('is the key of %s, by its status %i', async (backend, status, variable) => {
    await receivers[backend].fault({ status });
    const { code, problems } = await reported(environment()[backend] ?? {});
    expect([code, problems]).toMatchObject([2, [{ problem: { todo: `correct ${variable}` } }]]);
  });

  it('is the token of the metrics or of the read-back', async () => {
    using refusing = await serving((_, response) => response.writeHead(401).end());
    const metrics = await verified({ METRICS_URL: refusing.url, METRICS_TOKEN: metricsToken });
    expect([metrics.code, metrics.output]).toEqual([
      2,
      expect.stringContaining('(HTTP 401); correct METRICS_TOKEN'),
    ]);
    const url = `${refusing.url}/{probe}`;
    const sentry = await verified({ ...environment()['sentry'], SENTRY_READ_URL: url });
    expect([sentry.code, sentry.output]).toEqual([
      2,
      expect.stringContaining('the key is refused; correct SENTRY_READ_TOKEN'),
    ]);
  });

  it('is a read-back that only repeats the question', async () => {
    using echo = await serving((request, response) => response.end(request.url));
    const env = { ...environment()['rum'], RUM_READ_URL: `${echo.url}/?q={probe}` };
    const { code, output } = await verified(env);
    expect([code, output]).toEqual([2, expect.stringContaining('an id that was never sent')]);
  });

  it('is an address that leads to a page for logging in', async () => {
    using login = await serving((_, response) =>
      response.writeHead(302, { location: '/login' }).end(),
    );
    const { code } = await verified({ METRICS_URL: login.url });
    expect(code).toBe(2);
  });

  it.each<[string, Variables, string]>([
    ['nothing at all', {}, 'nothing to verify: set SENTRY_DSN'],
    ['a DSN that is no address', { SENTRY_DSN: 's3cret@host/1' }, 'SENTRY_DSN is no http'],
    ['a DSN without a key', { SENTRY_DSN: 'https://host.invalid/1' }, 'SENTRY_DSN has no key'],
    ['a port that is none', { DD_AGENT_HOST: 'h', DD_DOGSTATSD_PORT: '0' }, 'is no port'],
    ['a read-back alone', { OTLP_READ_URL: 'http://h/{probe}' }, 'ENDPOINT is not set'],
    ['a way to read traces alone', { TRACES_READ_URL: 'http://h/{probe}' }, 'is not set'],
    [
      'an address of traces that is none',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 's3cret@h' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no http',
    ],
    ['a token alone', { RUM_CLIENT_TOKEN: 's3cret' }, 'RUM_INTAKE_URL is not set'],
    [
      'a read-back without the place of the probe',
      { DD_AGENT_HOST: 'h', DOGSTATSD_READ_URL: 'http://h/' },
      'write {probe} into DOGSTATSD_READ_URL',
    ],
  ])('is %s', async (_, env, what) => {
    const { code, output } = await verified(env);
    expect([code, output]).toEqual([2, expect.stringContaining(what)]);
    expect(output).not.toContain('s3cret');
  });

  it.each([['--jso'], ['--deadline-ms=soon'], ['--timeout-ms=0'], ['sentry']])(
    'is the argument %s',
    async (argument) => {
      const { code, output } = await verified(everything(), argument);
      expect([code, output]).toEqual([2, expect.stringMatching(/^usage: verify-apm /)]);
    },
  );
});

describe('without a way to read back', () => {
  it('what was sent is not confirmed', async () => {
    const env = Object.fromEntries(
      Object.entries(everything()).filter(([name]) => !/_READ_|PROM|METRICS/.test(name)),
    );
    const { code, problems } = await reported(env);
    expect(code).toBe(3);
    expect(problems.map(({ backend, level, outcome }) => [backend, level, outcome])).toEqual([
      ['sentry', 'accepted', 'unconfirmed'],
      ['dogstatsd', 'reachable', 'unconfirmed'],
      ['otlp', 'accepted', 'unconfirmed'],
      ['traces', 'accepted', 'unconfirmed'],
      ['rum', 'accepted', 'unconfirmed'],
    ]);
    expect(problems[0]?.problem?.todo).toContain('set SENTRY_READ_URL');
  });
});

describe('a secret', () => {
  it.each(['none', { status: 403 }, 'reset', 'hang'] as const)(
    'is never printed, whatever happens (%j)',
    async (fault) => {
      const { sentry, otlp, rum } = receivers;
      for (const receiver of [sentry, otlp, rum]) await receiver.fault(fault);
      const limits = ['--timeout-ms=200', '--deadline-ms=300'];
      const table = await verified(everything(), ...limits);
      const json = await verified(everything(), '--json', ...limits);
      const secrets = [sentry.publicKey, rum.clientToken, metricsToken, readToken, 'otlp-key-5b6a'];
      for (const secret of secrets) expect(table.output + json.output).not.toContain(secret);
    },
    20_000,
  );
});
