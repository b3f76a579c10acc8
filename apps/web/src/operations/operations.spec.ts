/** @jest-environment node */
import { concerns, type Operations, type PostgresNode } from './operations.ts';

function node(overrides: Partial<PostgresNode> = {}): PostgresNode {
  return {
    name: 'node0',
    role: 'primary',
    status: 'up',
    latencyMs: 0.4,
    lagBytes: null,
    lagMs: null,
    version: '18.4',
    error: null,
    ...overrides,
  };
}

function system(overrides: Partial<Operations> = {}): Operations {
  return {
    api: {
      status: 'serving',
      version: '0.0.0',
      nodeVersion: '24.21.0',
      startedAt: '2026-11-23T00:00:00.000Z',
      uptimeSeconds: 60,
      residentBytes: 90_000_000,
      eventLoopUtilization: 0.01,
      eventLoopDelayP99Ms: 1,
      requests: { total: 10, errors: 0, p50Ms: 1, p95Ms: 4 },
    },
    postgres: [node(), node({ name: 'node1', role: 'replica', lagMs: 3, lagBytes: 0 })],
    redis: { status: 'up', latencyMs: 0.2, version: '8.0', usedMemoryBytes: 1_000 },
    ai: { status: 'configured', model: 'm' },
    ...overrides,
  };
}

const texts = (overrides: Partial<Operations>) => concerns(system(overrides)).map((it) => it.text);

describe('what a person on duty should know', () => {
  it('is nothing when all is well, also without Redis and AI', () => {
    expect(texts({})).toEqual([]);
    const redis = {
      status: 'absent',
      latencyMs: null,
      version: null,
      usedMemoryBytes: null,
    } as const;
    expect(texts({ redis, ai: { status: 'absent', model: null } })).toEqual([]);
  });

  it('is that a replica does not answer', () => {
    const postgres = [node(), node({ name: 'node1', role: 'replica', status: 'down' })];
    expect(concerns(system({ postgres }))).toEqual([
      { tone: 'warn', text: 'Database node1 does not answer. Reads go to the others.' },
    ]);
  });

  it('is that the primary does not answer, which is worse', () => {
    expect(concerns(system({ postgres: [node({ status: 'down' })] }))[0]?.tone).toBe('bad');
  });

  it('is that there is no primary at all, though nobody knows which node it was', () => {
    const postgres = [node({ role: 'unknown', status: 'down' })];
    expect(texts({ postgres })).toContain('No primary database answers: nothing can be saved.');
  });

  it('is that a replica is far behind, and not that it is a little behind', () => {
    const behind = (lagMs: number) => [node(), node({ name: 'node1', role: 'replica', lagMs })];
    expect(texts({ postgres: behind(65_000) })).toEqual(['Database node1 is 1 min 5 s behind.']);
    expect(texts({ postgres: behind(900) })).toEqual([]);
  });

  it('is that Redis does not answer', () => {
    const redis = {
      status: 'down',
      latencyMs: null,
      version: null,
      usedMemoryBytes: null,
    } as const;
    expect(texts({ redis })).toHaveLength(1);
  });

  it('is that the API shuts down', () => {
    const { api } = system();
    expect(texts({ api: { ...api, status: 'draining' } })).toHaveLength(1);
  });

  it('begins with the worst', () => {
    const postgres = [node({ status: 'down' }), node({ role: 'replica', status: 'down' })];
    expect(concerns(system({ postgres })).map(({ tone }) => tone)).toEqual(['bad', 'bad', 'warn']);
  });
});
