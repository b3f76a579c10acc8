import type { Clock } from '../clock.ts';
import { lookAtPostgres } from '../operations/postgres-probe.ts';
import { lookAtRedis } from '../operations/redis-probe.ts';
import type { HealthState } from './health.ts';
import type { Health } from './health-schemas.ts';
import { remembered, withinTime } from './time-limit.ts';

/** What readiness depends on. */
export interface LiveHealthOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  /** Newest migration that this build knows. */
  readonly migration: string;
  readonly isDraining: () => boolean;
  /** Whether the cache works with Redis; null where it does not use it. */
  readonly isCacheWhole: (() => boolean) | null;
  readonly clock: Clock;
}

type Status = Health['status'];

/** Longest wait for one check, in milliseconds; what is slower fails. */
const checkLimitMs = 1_000;

/** How long an answer holds, in milliseconds: within it neither a crowd of probes nor a hiccup shows. */
const checkTtlMs = 1_500;

/**
 * Checks, all at the same time, what this instance needs: a primary (`fail`), the newest migration
 * (`fail`), Redis and the cache (`warn`: the service runs without). While it drains it is not ready, at once.
 */
export function createLiveHealth(options: LiveHealthOptions): HealthState {
  const { databaseUrl, redisUrl, migration, clock } = options;

  const database = async (): Promise<{ database: Status; migrations: Status }> => {
    const look = await lookAtPostgres(databaseUrl, checkLimitMs);
    if (look.status === 'down' || look.role === 'replica') {
      return { database: 'fail', migrations: 'fail' };
    }
    // A newer database serves an older instance: migrations keep the version before them working.
    const current = look.migration !== null && look.migration >= migration;
    return { database: 'pass', migrations: current ? 'pass' : 'fail' };
  };
  const redis = async (url: string): Promise<Status> =>
    (await lookAtRedis(url, checkLimitMs)).status === 'up' ? 'pass' : 'warn';

  const check = remembered(
    async (): Promise<Record<string, Status>> => {
      const late = { database: 'fail', migrations: 'fail' } as const;
      const [required, optional] = await Promise.all([
        withinTime<{ database: Status; migrations: Status }>(database(), 2 * checkLimitMs, late),
        redisUrl === null ? null : withinTime<Status>(redis(redisUrl), 2 * checkLimitMs, 'warn'),
      ]);
      const { isCacheWhole } = options;
      return {
        ...required,
        ...(optional === null ? {} : { redis: optional }),
        ...(isCacheWhole === null ? {} : { cache: isCacheWhole() ? 'pass' : 'warn' }),
      };
    },
    checkTtlMs,
    clock,
  );

  return {
    readiness: async () => {
      if (options.isDraining()) {
        return { status: 'fail', checks: { serving: { status: 'fail' } } };
      }
      const found = await check();
      return {
        status: worst(Object.values(found)),
        checks: Object.fromEntries(
          Object.entries(found).map(([name, status]) => [name, { status }]),
        ),
      };
    },
  };
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('fail')) return 'fail';
  return statuses.includes('warn') ? 'warn' : 'pass';
}
