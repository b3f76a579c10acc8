import { type Backends, measureCoverage, startBackends } from '../../gate/span-coverage.ts';
import { builds } from '../builds/build-program.ts';
import type { Instrumentation } from '../builds/traced-program.ts';

jest.setTimeout(60_000);

let backends: Backends;
beforeAll(async () => void (backends = await startBackends()));
afterAll(() => backends[Symbol.asyncDispose]());

describe.each(builds)('a program built as %s', (how) => {
  it('has exactly one span of each request, query, command, call and AI call, and none of telemetry itself', async () => {
    const { faults, requests, expected, stats } = await measureCoverage(how, backends);
    expect(faults).toEqual([]);
    expect(requests).toBe(27);
    // 27 requests, 15 spans below those of one library, 12 below those of a model, 18 below those of all, a wait
    // for a connection.
    expect(expected).toBe(27 + 15 + 12 + 18 + 1);
    expect(stats).toMatchObject({ created: expected, delivered: expected, failures: 0 });
  });
});

describe('the count of spans', () => {
  const missing: readonly (readonly [Instrumentation, number])[] = [
    ['fastify', 8],
    ['client', 2],
    ['undici', 6],
    ['ioredis', 2],
    ['pg', 3],
    // Its calls over HTTP are there, but not below it.
    ['ai', 6],
  ];
  it.each(missing)('finds that %s is not instrumented', async (without, count) => {
    const coverage = await measureCoverage('ESM', backends, { times: 1, without: [without] });
    expect(coverage.faults.length).toBeGreaterThan(0);
    expect(coverage.expected - coverage.found).toBe(count);
  });
});
