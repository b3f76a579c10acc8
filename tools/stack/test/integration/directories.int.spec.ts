import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory, createRunDirectory } from '../../src/process/private-directory.ts';
import { findOnPath } from '../../src/process/system-program.ts';
import { isReachable, serverAccount } from '../../src/postgres/server-account.ts';
import { findWorkspaceRoot } from '../../src/workspace-root.ts';

const account = serverAccount();
const made: string[] = [];
function keep(path: string): string {
  made.push(path);
  return path;
}
afterEach(() => made.splice(0).forEach((path) => rmSync(path, { recursive: true, force: true })));

describe('a folder for a run', () => {
  it('belongs to the account and is closed to all others', () => {
    const { mode, uid } = statSync(keep(createRunDirectory(account)));
    expect(mode & 0o777).toBe(0o700);
    expect(uid).toBe(account?.uid ?? process.getuid?.());
  });
});

describe('the cache', () => {
  const checkout = (mode: number) => {
    const root = keep(mkdtempSync(join(tmpdir(), 'stack-root-')));
    chmodSync(root, mode);
    return root;
  };

  it('lies in the checkout when the account can get there', () => {
    const root = checkout(0o755);
    expect(cacheDirectory(root, account)).toBe(join(root, '.unite/cache'));
  });

  it('lies in a private temporary folder when a home with mode 0700 locks the account out', () => {
    const root = checkout(0o700);
    const cache = keep(cacheDirectory(root, account));
    expect(cache.startsWith(root)).toBe(account === null); // nobody is locked out of his own home
    if (!account) return;
    expect(isReachable(cache, account)).toBe(true);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(cacheDirectory(root, account)).toBe(cache);

    rmSync(cache, { recursive: true });
    const trap = keep(mkdtempSync(join(tmpdir(), 'stack-trap-')));
    symlinkSync(trap, cache); // somebody else guessed the name
    expect(keep(cacheDirectory(root, account))).not.toBe(cache);
  });
});

describe('the root of the workspace', () => {
  it('is found from any folder in it and not outside', () => {
    const root = keep(mkdtempSync(join(tmpdir(), 'stack-root-')));
    expect(findWorkspaceRoot(join(findWorkspaceRoot(), 'tools/stack/src'))).toBe(
      findWorkspaceRoot(),
    );
    expect(() => findWorkspaceRoot(root)).toThrow(
      expect.objectContaining({ code: 'STACK_NO_WORKSPACE' }),
    );
  });
});

describe('a program on the PATH', () => {
  it('is the first that can be run', () => {
    const [first, second] = [1, 2].map(() => keep(mkdtempSync(join(tmpdir(), 'stack-path-'))));
    mkdirSync(`${first}/b`);
    symlinkSync(process.execPath, `${second}/a`);
    expect(findOnPath(`${first}::${second}`, ['nothing', 'a'])).toBe(`${second}/a`);
    expect(findOnPath('', ['a'])).toBeUndefined();
  });
});
