// Entry of `npm start` (app), `npm run stack` (servers) and `npm run receivers`.
import { StackError } from './errors.ts';
import { closeReaper } from './process/reaper.ts';
import { runReceivers } from './app/run-receivers.ts';
import { runApp, runServers } from './app/run-stack.ts';

const commands: Readonly<Record<string, () => Promise<void>>> = {
  app: runApp,
  servers: runServers,
  receivers: runReceivers,
};
const [name = ''] = process.argv.slice(2);
const run = commands[name];

if (!run) {
  console.error(`Unknown command "${name}". Known: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
try {
  await run();
  await closeReaper();
  process.exit(0);
} catch (error) {
  // Ours say all there is to say; a stack trace would only hide it.
  console.error(error instanceof StackError ? `\n${error.message}` : error);
  process.exit(1); // and the exit hook ends whatever still runs
}
