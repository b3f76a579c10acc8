// Entry of the watcher process (started by reaper.ts). It learns over stdin what its parent has
// started; the pipe closes when the parent ends, however it ends, and then everything is reaped.
import { createInterface } from 'node:readline';
import { createLedger, parseEntry } from './ledger.ts';
import { reap } from './reap.ts';

const ledger = createLedger();

createInterface({ input: process.stdin })
  .on('line', (line) => ledger.apply(parseEntry(line)))
  .on('close', () => reap(ledger.snapshot()));
