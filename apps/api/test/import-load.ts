import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { apiArguments, findWorkspaceRoot, startPostgres, startRedis } from '@unite/stack';

import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrations.ts';
import { provision } from '../src/provisioning.ts';
import { startApiProcess } from './api-process.ts';
import { googleExport } from './fixtures/google-export.ts';

/** What one import of a large file did. */
export interface ImportRun {
  readonly rowsPerSecond: number;
  /** Highest resident memory of the service during the import less that before it, in MB of 10^6 bytes. */
  readonly residentGrowthMb: number;
}

/** The built service on Redis and a PostgreSQL with streaming replicas, as `npm start` runs it. */
export interface ImportLoad extends AsyncDisposable {
  /** Imports a file of that many rows into an empty workspace. */
  run(rows: number): Promise<ImportRun>;
}

/** Starts PostgreSQL with two replicas, Redis and `dist/main.js`. */
export async function openImportLoad(): Promise<ImportLoad> {
  const folder = join(findWorkspaceRoot(), 'apps/api');
  const [postgres, redis] = await Promise.all([
    startPostgres({ replicas: 2 }),
    startRedis({ env: { PATH: process.env['PATH'] } }),
  ]);
  if (redis.missing) throw new Error(redis.missing.why);
  const [primary] = postgres.nodes;
  if (primary === undefined) throw new Error('the cluster has no node');
  await migrate({
    url: postgres.migrationUrl,
    folder: join(folder, 'migrations'),
    direction: 'up',
  });
  const owner = openDatabase({ url: postgres.migrationUrl, onIdleError: () => undefined });
  const { apiKey } = await provision(owner, {
    name: 'Import',
    tier: 'pro',
    timeZone: 'UTC',
    keyName: 'load',
  });
  await owner.destroy();
  const service = await startApiProcess({
    cwd: folder,
    args: apiArguments(findWorkspaceRoot()),
    env: {
      DATABASE_URL: postgres.databaseUrl,
      DATABASE_REPLICA_URLS: postgres.replicaUrls.join(','),
      REDIS_URL: redis.url,
    },
  });

  const send = async (file: Blob, rows: number): Promise<void> => {
    const response = await fetch(`${service.url}/api/contacts/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'text/csv' },
      body: file,
    });
    const report: { created?: number } = JSON.parse(await response.text());
    if (report.created !== rows) throw new Error(JSON.stringify(report));
  };
  const fileOf = (rows: number, seed: number): Blob => new Blob([...googleExport({ rows, seed })]);

  let seed = 0;
  return {
    async run(rows) {
      await postgres.sql(primary, 'truncate contacts', []);
      // Loads the code of the import: what a process needs once is not what an import needs.
      await send(fileOf(100, (seed += 1)), 100);
      // Made before the clock starts: writing a file is not what is measured.
      const file = fileOf(rows, (seed += 1));
      const startedAtMs = performance.now();
      const residentGrowthMb = await residentGrowth(service.pid, () => send(file, rows));
      const seconds = (performance.now() - startedAtMs) / 1_000;
      return { rowsPerSecond: rows / seconds, residentGrowthMb };
    },
    async [Symbol.asyncDispose]() {
      await service.kill();
      await Promise.all([postgres.close(), redis.close()]);
    },
  };
}

/** How often the memory of a process is read, in milliseconds. */
const sampleEveryMs = 20;

/** By how much the resident memory of process `pid` grows at most during `work`, in MB of 10^6 bytes. */
export async function residentGrowth(pid: number, work: () => Promise<void>): Promise<number> {
  const before = residentMb(pid);
  let highest = before;
  const sampling = setInterval(() => {
    highest = Math.max(highest, residentMb(pid));
  }, sampleEveryMs);
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  return Math.max(highest, residentMb(pid)) - before;
}

function residentMb(pid: number): number {
  const [, kibibytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kibibytes === undefined) throw new Error(`process ${pid} has no resident memory`);
  return (Number(kibibytes) * 1024) / 1e6;
}
