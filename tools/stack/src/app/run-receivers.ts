import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { reaper } from '../process/reaper.ts';
import { receiversEnvironment } from '../telemetry/receivers-environment.ts';
import {
  startTelemetryReceivers,
  type TelemetryReceivers,
} from '../telemetry/telemetry-receivers.ts';
import { table } from './banner.ts';
import { resolveRun, type RunOptions } from './run-stack.ts';
import { runSteps } from './terminal-steps.ts';

/** Path of the settings for the receivers that run, from the root of the workspace. */
export const receiversFilePath = join('.unite', 'receivers.env');

/** Runs the receivers of telemetry, from their start until a signal, with a file of settings for them. */
export async function runReceivers(options: RunOptions = {}): Promise<void> {
  const { root, print, end } = resolveRun(options);
  await using started = new AsyncDisposableStack();
  started.defer(async () => end.forget());
  const [receivers] = await runSteps<[TelemetryReceivers]>([
    {
      title: 'Start the receivers',
      work: async (onProgress) => started.use(await startTelemetryReceivers({ onProgress })),
    },
  ]);
  const remove = writeSettings(join(root, receiversFilePath), receivers);
  print(banner(receivers));
  await end.requested();
  remove();
}

/** Writes what both shells and `node --env-file` read; it is removed when this process ends, however it ends. */
function writeSettings(path: string, receivers: TelemetryReceivers): () => void {
  const settings = Object.assign({}, ...Object.values(receiversEnvironment(receivers))) as Record<
    string,
    string
  >;
  const lines = Object.entries({
    ...settings,
    // What the apps want beside an address: any value will do for the receivers.
    TELEMETRY_SALT: randomUUID(),
    RUM_APPLICATION_ID: randomUUID(),
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.map(([name, value]) => `${name}="${value}"\n`).join(''), {
    mode: 0o600,
  });
  const release = reaper().own(path);
  return () => {
    rmSync(path, { force: true });
    release();
  };
}

function banner({ sentry, statsd, otlp, rum }: TelemetryReceivers): string {
  return `
The receivers are running; ask and disturb each at its control address.

${table([
  ['Sentry', sentry.controlUrl],
  ['DogStatsD', statsd.controlUrl],
  ['OTLP, Jaeger', otlp.controlUrl],
  ['RUM', rum.controlUrl],
]).join('\n')}

Three things to try, from this folder:
  1. Send a probe to each and read it back:
     npx nx build api && node --env-file=${receiversFilePath} apps/api/scripts/deploy/verify-apm.mjs
  2. Close one, and send again:
     curl -H 'content-type: application/json' -d '"refuse"' ${sentry.controlUrl}/_fault
  3. Run the app with them:
     (set -a; . ${receiversFilePath}; npm start)

What they received lives as long as this process. Ctrl-C stops them.
`;
}
