/**
 * The program that runs where the packages are installed: loads every subpath with `import` and with
 * `require`, compares what they export, and hands the errors of each copy to the guards of the other. Prints
 * one line per fault. It is plain JavaScript, because users run it without our tools.
 */
export const probe = `
import { createRequire } from 'node:module';

const [packageName, ...subpaths] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const faults = [];

for (const subpath of subpaths) {
  const id = packageName + subpath.slice(1);
  try {
    compare(id, await import(id), require(id));
  } catch (error) {
    faults.push(id + ' does not load: ' + error.message);
  }
}
console.log(JSON.stringify(faults));

function compare(id, esm, cjs) {
  const names = (module) =>
    Object.keys(module).filter((name) => name !== 'default' && name !== 'module.exports').sort();
  if (names(esm).join() !== names(cjs).join()) {
    faults.push(id + ' exports [' + names(esm) + '] to import and [' + names(cjs) + '] to require');
  }
  for (const name of names(esm).filter((name) => isErrorClass(esm[name]))) {
    const guard = 'is' + name;
    if (typeof esm[guard] !== 'function' || typeof cjs[guard] !== 'function') {
      faults.push(id + ' exports ' + name + ' without ' + guard);
      continue;
    }
    const [fromEsm, fromCjs] = [sample(esm[name]), sample(cjs[name])];
    if (fromEsm === undefined || fromCjs === undefined) {
      faults.push(name + ' cannot be made here: show in test/consumer/brands.mjs that ' + guard + ' knows both copies');
    } else if (!esm[guard](fromCjs) || !cjs[guard](fromEsm)) {
      faults.push(id + ': ' + guard + ' does not know the errors of the other copy');
    } else if (esm[guard](new Error('PROBE')) || cjs[guard](new Error('PROBE'))) {
      faults.push(id + ': ' + guard + ' takes any error for its own');
    }
  }
}

function isErrorClass(value) {
  return typeof value === 'function' && value.prototype instanceof Error;
}

function sample(ErrorClass) {
  try {
    return new ErrorClass('PROBE', 'probe');
  } catch {
    return undefined;
  }
}
`;
