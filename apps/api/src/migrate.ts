import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { describeFaults, readCommandConfig } from './config.ts';
import { migrate } from './db/migrations.ts';

// Brings the database up, or a number of migrations back down:
//   node dist/migrate.js [--down N]

const { values } = parseArgs({ options: { down: { type: 'string' } } });
const down = values.down === undefined ? 0 : Number(values.down);
const read = readCommandConfig();
if (!read.ok || !Number.isInteger(down) || down < 0) {
  process.stderr.write(read.ok ? 'Usage: migrate [--down N]\n' : describeFaults(read.faults));
  process.exit(2);
}

const ran = await migrate({
  url: read.config.migrationUrl,
  // The same from src and from dist.
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
  ...(values.down === undefined ? { direction: 'up' } : { direction: 'down', count: down }),
});
process.stdout.write(
  `${JSON.stringify({ direction: values.down === undefined ? 'up' : 'down', ran })}\n`,
);
