import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { waitUntil } from '../../src/process/wait-until.ts';
import {
  startPrometheus,
  type PrometheusServer,
} from '../../src/telemetry/prometheus/prometheus.ts';
import { findWorkspaceRoot } from '../../src/workspace-root.ts';
import { promtool } from '../../src/telemetry/prometheus/promtool.ts';

/** A target whose page can be changed. */
interface Target {
  page: string;
  status: number;
  readonly asked: string[];
  readonly url: string;
  readonly server: Server;
}

async function startTarget(page: string): Promise<Target> {
  const server = createServer((request, response) => {
    target.asked.push(`${request.url} ${request.headers.accept}`);
    response.writeHead(target.status, {
      'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    });
    response.end(target.page);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one of this kind
  const url = `http://127.0.0.1:${port}/metrics?only=a`;
  const target: Target = { page, status: 200, asked: [], url, server };
  return target;
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const page = (value: number) => `# TYPE requests counter
requests_total{route="/x"} ${value} # {trace_id="${traceId}"} 0.5
# TYPE tiny gauge
tiny 5e-324
# EOF
`;

describe('Prometheus', () => {
  let target: Target;
  let prometheus: PrometheusServer;
  // Once for all: its first scrape takes 5 seconds.
  beforeAll(async () => {
    target = await startTarget(page(1));
    const started = await startPrometheus({ targets: [{ job: 'api', url: target.url }] });
    if (started.missing) throw new Error(started.missing.why);
    prometheus = started;
    await prometheus.nextScrape();
  });
  afterAll(async () => {
    await prometheus.close();
    target.server.closeAllConnections();
    target.server.close();
  });

  it('scrapes the target at its address and asks for OpenMetrics', () => {
    expect(target.asked[0]).toMatch(/^\/metrics\?only=a application\/openmetrics-text/);
  });

  it('answers with the value that a scrape after the call has read', async () => {
    for (const value of [5, 9007199254740991]) {
      target.page = page(value);
      await prometheus.nextScrape();
      const [sample] = await prometheus.query('requests_total');
      expect(sample).toMatchObject({ labels: { job: 'api', route: '/x' } });
      expect(Number(sample?.value)).toBe(value);
    }
  });

  it('answers scalars, and the exact value of the smallest number', async () => {
    const [two] = await prometheus.query('1 + 1');
    expect(two).toMatchObject({ labels: {}, value: '2' });
    expect(Number((await prometheus.query('tiny'))[0]?.value)).toBe(5e-324);
  });

  it('answers for a time in the past', async () => {
    expect(await prometheus.query('requests_total', 1)).toEqual([]);
  });

  it('rejects a question that it cannot parse or that has a range for an answer', async () => {
    await expect(prometheus.query('sum(')).rejects.toThrow(/parse error/);
    await expect(prometheus.query('tiny[1m]')).rejects.toThrow(/matrix/);
  });

  it('lists series', async () => {
    const series = await prometheus.series('{__name__=~"requests_.*"}');
    expect(series).toMatchObject([{ __name__: 'requests_total', route: '/x' }]);
  });

  it('keeps exemplars', async () => {
    const exemplars = await prometheus.exemplars('requests_total');
    expect(exemplars[0]).toMatchObject({
      seriesLabels: { route: '/x' },
      labels: { trace_id: traceId },
      value: '0.5',
    });
  });

  it('tells a target that is broken from one that is well', async () => {
    expect(await prometheus.targetsHealthy()).toBe(true);
    target.page = 'no metrics at all\n';
    await waitUntil('it is seen', async () => !(await prometheus.targetsHealthy()));
    expect(await prometheus.targets()).toMatchObject([
      { job: 'api', isUp: false, lastError: expect.stringMatching(/\S/) as string },
    ]);
    target.page = page(1);
    await waitUntil('it is well again', () => prometheus.targetsHealthy());
  });
});

describe('a Prometheus that cannot be had', () => {
  const nothing = { env: { PATH: '' }, install: true };

  it('is an answer that says what, why and what to do', async () => {
    const { missing } = await startPrometheus({ targets: [], ...nothing });
    expect(missing).toEqual({
      what: 'Prometheus is not available',
      why: 'prometheus is not on the PATH',
      todo: 'install prometheus',
    });
  });

  it('is an error of its tool', async () => {
    await expect(promtool(['check', 'rules'], nothing)).rejects.toMatchObject({
      code: 'STACK_BINARIES_MISSING',
    });
  });

  it('is an error with its last words when it is there and does not start', async () => {
    const targets = [{ job: 'same', url: 'http://127.0.0.1:1/' }];
    await expect(startPrometheus({ targets: [...targets, ...targets] })).rejects.toMatchObject({
      code: 'STACK_SERVER_EXITED',
      message: expect.stringMatching(/multiple scrape configs with job name/) as string,
    });
  });
});

describe('promtool', () => {
  const rules = (expr: string) =>
    JSON.stringify({ groups: [{ name: 'slo', rules: [{ record: 'a:rate', expr }] }] });
  const test = (value: number) =>
    JSON.stringify({
      rule_files: ['rules/slo.yaml'],
      tests: [
        {
          interval: '1m',
          input_series: [{ series: 'a', values: '1+1x5' }],
          promql_expr_test: [
            { expr: 'a:rate', eval_time: '5m', exp_samples: [{ labels: 'a:rate', value }] },
          ],
        },
      ],
    });

  it('accepts rules that are right and tells what is wrong with others', async () => {
    const check = (expr: string) =>
      promtool(['check', 'rules', 'slo.yaml'], { files: { 'slo.yaml': rules(expr) } });
    expect(await check('a * 2')).toMatch(/SUCCESS: 1 rules found/);
    await expect(check('sum(a')).rejects.toMatchObject({
      code: 'STACK_COMMAND_FAILED',
      message: expect.stringMatching(/unclosed left parenthesis/) as string,
    });
  });

  it('runs tests of rules', async () => {
    const run = (value: number) =>
      promtool(['test', 'rules', 'test.yaml'], {
        files: { 'rules/slo.yaml': rules('a * 2'), 'test.yaml': test(value) },
      });
    expect(await run(12)).toMatch(/SUCCESS/);
    await expect(run(13)).rejects.toThrow(/FAILED/);
  });

  it('checks a page of metrics', async () => {
    const input = '# HELP a_total All.\n# TYPE a_total counter\na_total 1\n';
    expect(await promtool(['check', 'metrics'], { input })).toBe('');
    await expect(promtool(['check', 'metrics'], { input: 'a-b 1\n' })).rejects.toThrow(
      /a-b|parsing/,
    );
  });

  it('finds nothing wrong with the configuration that is deployed', async () => {
    const file = join(findWorkspaceRoot(), 'deploy/telemetry/prometheus.yaml');
    const files = { 'prometheus.yaml': readFileSync(file, 'utf8') };
    expect(await promtool(['check', 'config', 'prometheus.yaml'], { files })).toMatch(/SUCCESS/);
  });
});
