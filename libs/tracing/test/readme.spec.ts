import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { tracingErrorCodes } from '../src/errors.ts';
import * as lib from '../src/index.ts';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

/** The TypeScript examples of the README, in their order. */
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);

/** Runs one example against the sources and returns what it printed. */
function printed(code: string): readonly unknown[] {
  const lines: unknown[] = [];
  const module = ts.ModuleKind.CommonJS;
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module } });
  const run = new Function('require', 'exports', 'console', outputText);
  const load = (id: string): unknown => (id === '@unite/tracing' ? lib : jest.requireActual(id));
  run(load, {}, { log: (line: unknown) => lines.push(line) });
  return lines;
}

/** What an example says that it prints: the comments behind its `console.log` lines. */
function promised(code: string): readonly string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, said = '']) => said);
}

describe('the README', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('shows code that prints what it says: %s', (code) => {
    expect(promised(code).length).toBeGreaterThan(0);
    expect(printed(code).map(String)).toEqual(promised(code));
  });

  it('lists exactly the codes of the errors that the lib throws', () => {
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual([...tracingErrorCodes].sort());
  });
});
