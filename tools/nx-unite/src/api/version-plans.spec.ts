import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plannedBump } from './version-plans.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'version-plans-'));
  mkdirSync(join(root, '.nx/version-plans'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const plan = (name: string, text: string): void =>
  writeFileSync(join(root, '.nx/version-plans', name), text);

describe('version plans', () => {
  it('announce the largest bump that any of them asks for', () => {
    plan('a.md', '---\ncache: minor\n\'quota\': "major"\n---\n\nFaster.\n');
    plan('b.md', '---\ncache: major\n---\n\nquota: patch is only prose\n');
    plan('c.md', '---\ncache: patch\n---\n\nFixed.\n');
    expect(plannedBump(root, 'cache')).toBe('major');
    expect(plannedBump(root, 'quota')).toBe('major');
  });

  it('announce nothing for a project that none of them names, or with a word that is no bump', () => {
    plan('a.md', '---\ncache: huge\n---\n\nText.\n');
    plan('b.md', 'no front matter, cache: major\n');
    expect(plannedBump(root, 'cache')).toBeUndefined();
    expect(plannedBump(root, 'cach')).toBeUndefined();
  });
});
