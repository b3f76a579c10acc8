import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

import type { RecordCaches } from '../cache/record-caches.ts';
import type { Clock } from '../clock.ts';
import { remembered } from '../health/time-limit.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createCacheLooks } from './cache-looks.ts';
import { createTelemetryLooks } from './telemetry-looks.ts';
import type { OperationsProbe } from './operations.ts';
import type { Operations } from './operations-schemas.ts';
import { type PostgresLook, lookAtPostgres } from './postgres-probe.ts';
import { lookAtRedis } from './redis-probe.ts';
import type { RequestMetrics } from './request-metrics.ts';

/** What the operations page looks at. */
export interface LiveOperationsOptions {
  readonly version: string;
  readonly postgresUrls: readonly string[];
  readonly redisUrl: string | null;
  /** Name of the AI model; null when none is configured. */
  readonly aiModel: string | null;
  readonly requests: RequestMetrics;
  readonly telemetry: Telemetry;
  /** Null where nothing is cached. */
  readonly caches: RecordCaches | null;
  readonly isDraining: () => boolean;
  readonly clock: Clock;
}

/** An operations probe that measures the event loop until it is closed. */
export interface LiveOperations extends OperationsProbe {
  close(): void;
}

/** Longest wait for one node, in milliseconds. */
const lookLimitMs = 1_000;

/** How long one look is shown to everybody, in milliseconds: pages poll, servers need not. */
const lookTtlMs = 1_000;

/** Looks at the process and at what it is connected to, all at the same time. */
export function createLiveOperations(options: LiveOperationsOptions): LiveOperations {
  const startedAt = options.clock.now();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let utilization = performance.eventLoopUtilization();

  function api(): Operations['api'] {
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, utilization);
    utilization = now;
    const p99 = delay.percentile(99) / 1e6;
    delay.reset();
    return {
      status: options.isDraining() ? 'draining' : 'serving',
      version: options.version,
      nodeVersion: process.version,
      startedAt: new Date(startedAt).toISOString(),
      uptimeSeconds: (options.clock.now() - startedAt) / 1000,
      residentBytes: process.memoryUsage.rss(),
      eventLoopUtilization: Math.min(1, Math.max(0, since.utilization)),
      // An empty histogram says NaN; the sampling interval itself is no delay.
      eventLoopDelayP99Ms: Number.isFinite(p99) ? Math.max(0, p99 - 20) : 0,
      requests: options.requests.snapshot(),
    };
  }

  const look = async (): Promise<Operations> => {
    const [postgres, redis] = await Promise.all([
      Promise.all(options.postgresUrls.map((url) => lookAtPostgres(url, lookLimitMs))),
      options.redisUrl === null
        ? { status: 'absent' as const }
        : lookAtRedis(options.redisUrl, lookLimitMs),
    ]);
    return {
      api: api(),
      postgres: describeNodes(postgres),
      redis:
        redis.status === 'up'
          ? redis
          : { status: redis.status, latencyMs: null, version: null, usedMemoryBytes: null },
      ai: { status: options.aiModel === null ? 'absent' : 'configured', model: options.aiModel },
    };
  };
  const telemetryLooks = createTelemetryLooks(options.telemetry, startedAt);
  const telemetry = async () => telemetryLooks.look(options.clock.now());
  const cacheLooks = createCacheLooks({
    caches: options.caches,
    startedAtMs: startedAt,
    clock: options.clock,
  });
  return {
    look: remembered(look, lookTtlMs, options.clock),
    telemetry: remembered(telemetry, lookTtlMs, options.clock),
    cache: cacheLooks.look,
    explainCacheKey: cacheLooks.explain,
    close: () => delay.disable(),
  };
}

/** The nodes in the order of their addresses; lag is measured against the primary's own position. */
export function describeNodes(looks: readonly PostgresLook[]): Operations['postgres'] {
  const primary = looks.find((look) => look.status === 'up' && look.role === 'primary');
  const written = primary?.status === 'up' ? primary.position : null;
  return looks.map((look, index) => {
    const name = `postgres-${index + 1}`;
    if (look.status === 'down') {
      return {
        name,
        role: 'unknown',
        status: 'down',
        latencyMs: null,
        lagBytes: null,
        lagMs: null,
        version: null,
        error: look.error,
      };
    }
    const behind = written === null || look.role === 'primary' ? null : written - look.position;
    const lagBytes = behind === null ? null : Number(behind > 0n ? behind : 0n);
    return {
      name,
      role: look.role,
      status: 'up',
      latencyMs: look.latencyMs,
      lagBytes,
      // On an idle primary the newest replayed transaction grows old while nothing is missing.
      lagMs: lagBytes === null ? null : lagBytes === 0 ? 0 : look.replayAgeMs,
      version: look.version,
      error: null,
    };
  });
}
