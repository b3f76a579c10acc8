import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from '../../src/postgres/copy-tree.ts';
import { serverAccount } from '../../src/postgres/server-account.ts';

describe('the copy of a folder', () => {
  let from: string;
  let to: string;
  beforeEach(() => {
    from = mkdtempSync(join(tmpdir(), 'stack-copy-'));
    to = `${from}-copy`;
    mkdirSync(join(from, 'a/b'), { recursive: true });
    writeFileSync(join(from, 'a/b/file'), 'content');
    symlinkSync('file', join(from, 'a/b/link'));
  });
  afterEach(() => [from, to].forEach((path) => rmSync(path, { recursive: true, force: true })));

  it.each([null, serverAccount()])(
    'holds files and links, closed to others, and belongs to %j',
    async (account) => {
      await copyTree(from, to, { account });
      expect(readFileSync(join(to, 'a/b/file'), 'utf8')).toBe('content');
      expect(readlinkSync(join(to, 'a/b/link'))).toBe('file');
      expect(statSync(join(to, 'a')).mode & 0o777).toBe(0o700);
      expect(statSync(join(to, 'a/b/file')).uid).toBe(account?.uid ?? process.getuid?.());
    },
  );

  it('leaves out what it is told to and what vanishes meanwhile', async () => {
    writeFileSync(join(from, 'a/z'), '');
    const skip = (path: string) => {
      if (path === 'a/z') rmSync(join(from, 'a/z')); // between listing and copying
      return path === 'a/b/link';
    };
    await copyTree(from, to, { account: null, skip });
    expect(existsSync(join(to, 'a/b/file'))).toBe(true);
    expect(existsSync(join(to, 'a/b/link'))).toBe(false);
    expect(existsSync(join(to, 'a/z'))).toBe(false);
  });

  it('fails for anything else that goes wrong', async () => {
    await expect(copyTree(join(from, 'a/b/file'), to, { account: null })).rejects.toThrow(
      /ENOTDIR/,
    );
  });
});
