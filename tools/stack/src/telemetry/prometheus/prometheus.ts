import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Shortage } from '../../errors.ts';
import { freePort } from '../../network/free-port.ts';
import { serverAccount } from '../../postgres/server-account.ts';
import { createRunDirectory } from '../../process/private-directory.ts';
import { reaper } from '../../process/reaper.ts';
import { serverEnvironment } from '../../process/server-environment.ts';
import { startServerProcess } from '../../process/server-process.ts';
import { waitUntil } from '../../process/wait-until.ts';
import { createPrometheusApi, type PrometheusApi } from './prometheus-api.ts';
import { findPrometheusBinary } from './prometheus-binary.ts';
import { prometheusConfig, type PrometheusTarget } from './prometheus-config.ts';

/** What {@link startPrometheus} starts. */
export interface PrometheusOptions {
  readonly targets: readonly PrometheusTarget[];
  /** Milliseconds between two scrapes, at least 1. Default 200. */
  readonly scrapeIntervalMs?: number;
  /** Feature flags, e.g. "native-histograms". Default: exemplar-storage. */
  readonly features?: readonly string[];
  /** The environment; PATH is read. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Whether to install the system's package when there is no Prometheus, which needs root and
   * apt-get. Default true.
   */
  readonly install?: boolean;
  /** Told about each step. Default silent. */
  readonly onProgress?: (text: string) => void;
}

/** A running Prometheus, empty at the start. */
export interface PrometheusServer extends PrometheusApi, AsyncDisposable {
  readonly missing: null;
  readonly url: string;
  /** Whether the last scrape of every target went well. */
  targetsHealthy(): Promise<boolean>;
  /**
   * Settles when every target was scraped once more, from the call on, and its samples can be asked
   * for.
   * @throws {StackError} STACK_TIMEOUT after `timeoutMs`. Default 15000
   */
  nextScrape(timeoutMs?: number): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

/** Prometheus is not to be had. */
export interface PrometheusMissing {
  readonly missing: Shortage;
}

// Prometheus moves a scrape's time by up to 2 ms to where the interval wants it.
const adjustedMs = 5;

/**
 * Starts Prometheus on a random loopback port with a data folder of its own. Its first scrape comes
 * about 5 seconds after the start: its discovery of targets waits that long, and no option changes
 * it. Its absence is an answer, not an error.
 *
 * @throws {StackError} STACK_SERVER_EXITED or STACK_TIMEOUT when it is there and cannot be started
 */
export async function startPrometheus(
  options: PrometheusOptions,
): Promise<PrometheusServer | PrometheusMissing> {
  const { env = process.env, install = true, onProgress = () => undefined } = options;
  const path = env.PATH ?? '';
  const binary = await findPrometheusBinary('prometheus', { path, install, onProgress });
  if (typeof binary !== 'string') return { missing: binary };
  onProgress(`starting ${binary}`);
  return launch(binary, options);
}

async function launch(binary: string, options: PrometheusOptions): Promise<PrometheusServer> {
  const { targets, scrapeIntervalMs = 200, features = ['exemplar-storage'] } = options;
  const account = serverAccount();
  const directory = createRunDirectory(account);
  const release = reaper().own(directory);
  const config = join(directory, 'prometheus.yml');
  await writeFile(config, prometheusConfig(targets, scrapeIntervalMs), { mode: 0o600 });
  if (account) await chown(config, account.uid, account.gid);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = startServerProcess({
    name: 'Prometheus',
    program: binary,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...(features.length > 0 ? [`--enable-feature=${features.join(',')}`] : []),
    ],
    cwd: directory,
    env: serverEnvironment,
    logFile: join(directory, 'prometheus.log'),
    account,
  });
  const api = createPrometheusApi(url);
  const close = async () => {
    await server.kill();
    await rm(directory, { recursive: true, force: true });
    release();
  };
  try {
    await waitUntil('Prometheus answers', async () => {
      if (server.exit) throw server.exitError();
      return (await fetch(`${url}/-/ready`).catch(() => null))?.ok ?? false;
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    missing: null,
    url,
    ...api,
    async targetsHealthy() {
      const states = await api.targets();
      return states.length === targets.length && states.every(({ isUp }) => isUp);
    },
    async nextScrape(timeoutMs = 15_000) {
      const fromSeconds = (Date.now() + adjustedMs) / 1000;
      await waitUntil(
        'Prometheus has scraped every target',
        async () => {
          const states = await api.query('timestamp(up)');
          const isFresh = ({ value }: { value: string }) => Number(value) >= fromSeconds;
          return states.length === targets.length && states.every(isFresh);
        },
        { timeoutMs },
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
