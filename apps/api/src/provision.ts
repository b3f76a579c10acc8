import { parseArgs } from 'node:util';

import { describeFaults, readCommandConfig } from './config.ts';
import { openDatabase } from './db/database.ts';
import { provision } from './provisioning.ts';
import { isTimeZone, workspaceTiers } from './workspaces/workspace-schemas.ts';

// Makes a workspace with a fresh API key and prints them as one line of JSON:
//   node dist/provision.js --name Demo [--tier pro] [--time-zone Europe/Berlin] [--key-name demo]

const usage = `Usage: provision --name <text> [--tier ${workspaceTiers.join('|')}] [--time-zone <IANA name>] [--key-name <text>]\n`;

function fail(message: string): never {
  process.stderr.write(message);
  process.exit(2);
}

function readArguments(): Record<'name' | 'tier' | 'time-zone' | 'key-name', string> {
  try {
    const { values } = parseArgs({
      options: {
        name: { type: 'string' },
        tier: { type: 'string', default: 'free' },
        'time-zone': { type: 'string', default: 'UTC' },
        'key-name': { type: 'string', default: 'provisioned' },
      },
    });
    return { ...values, name: values.name ?? '' };
  } catch {
    return fail(usage);
  }
}

const { name, tier: wantedTier, 'time-zone': timeZone, 'key-name': keyName } = readArguments();
const tier = workspaceTiers.find((known) => known === wantedTier);
if (name === '' || name.length > 200 || tier === undefined || !isTimeZone(timeZone)) fail(usage);

const read = readCommandConfig();
if (!read.ok) fail(describeFaults(read.faults));
const db = openDatabase({ url: read.config.migrationUrl, onIdleError: () => undefined });
try {
  const provisioned = await provision(db, { name, tier, timeZone, keyName });
  process.stdout.write(`${JSON.stringify(provisioned)}\n`);
} finally {
  await db.destroy();
}
