// One gate file in a process of its own. usage: node measure.ts <file>; answers over the IPC channel.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judge, type Claim } from './claim.ts';

const [file] = process.argv.slice(2);
if (file === undefined || process.send === undefined)
  throw new Error('measure.ts is started by run.ts');

const { claims } = (await import(pathToFileURL(resolve(file)).href)) as {
  claims?: readonly Claim[];
}; // checked next
if (!Array.isArray(claims) || claims.length === 0) throw new Error(`${file} exports no claims`);

for (const claim of claims as readonly Claim[]) {
  process.send({ kind: 'started', id: claim.id });
  // The channel serialises to JSON, which drops the function.
  process.send({ kind: 'measured', claim: { ...claim, verdict: await judge(claim) } });
}
process.disconnect();
