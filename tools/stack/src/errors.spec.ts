import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeShortage, StackError } from './errors.ts';
import { findWorkspaceRoot } from './workspace-root.ts';

describe('a StackError', () => {
  const shortage = { what: 'It is not there', why: 'nobody made it', todo: 'make it' };

  it('says what, why and what to do in its message', () => {
    const error = new StackError('STACK_TIMEOUT', shortage, { cause: 'the cause' });
    expect(error).toMatchObject({
      code: 'STACK_TIMEOUT',
      shortage,
      cause: 'the cause',
      name: 'StackError',
    });
    expect(error.message).toBe(describeShortage(shortage));
    expect(error.message).toBe('It is not there: nobody made it\n  → make it');
  });
});

describe('the table of errors in the README', () => {
  it('names exactly the codes that there are', () => {
    const folder = join(findWorkspaceRoot(), 'tools/stack');
    const codes = (file: string, pattern: RegExp) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(pattern)]
        .map(([, code]) => code)
        .sort();
    expect(codes('README.md', /^\| `(STACK_\w+)`/gm)).toEqual(
      codes('src/errors.ts', /\| '(STACK_\w+)'/g),
    );
  });
});
