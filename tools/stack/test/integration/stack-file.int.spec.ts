import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProcess } from '../../src/process/process-table.ts';
import { readStackFile, stackFilePath, writeStackFile } from '../../src/app/stack-file.ts';

const content = {
  postgres: { version: '18.4', nodes: [], databaseUrl: 'd', migrationUrl: 'm', replicaUrls: [] },
  redis: null,
  ai: { url: 'http://127.0.0.1:1' },
};

describe('the stack file', () => {
  let root: string;
  let path: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'stack-file-'));
    path = join(root, stackFilePath);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is readable by us alone and holds what was written', () => {
    const remove = writeStackFile(root, content);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readStackFile(root)).toMatchObject({ pid: process.pid, ...content });
    expect(readdirSync(join(root, '.unite'))).toEqual(['stack.json']);
    remove();
    expect(existsSync(path)).toBe(false);
  });

  it('can be rewritten by the process that it belongs to', () => {
    writeStackFile(root, content)();
    const first = writeStackFile(root, content);
    const second = writeStackFile(root, { ...content, api: { url: 'http://a', pid: 1 } });
    expect(readStackFile(root)?.api).toEqual({ url: 'http://a', pid: 1 });
    first();
    second();
  });

  it('is not there when nobody wrote it', () => {
    expect(readStackFile(root)).toBeNull();
  });

  it('counts for nothing when its process has ended, even when another has its pid by now', () => {
    const remove = writeStackFile(root, content);
    const file = readFileSync(path, 'utf8');
    writeFileSync(path, file.replace(/"startedAt": "\w+"/, '"startedAt": "1"'));
    expect(readStackFile(root)).toBeNull();
    remove();
  });

  it('of another process that runs is not overwritten', () => {
    const remove = writeStackFile(root, content);
    const other = readProcess(process.ppid);
    const file = { ...content, pid: other?.pid, startedAt: other?.startedAt };
    writeFileSync(path, JSON.stringify(file));
    expect(() => writeStackFile(root, content)).toThrow(
      expect.objectContaining({ code: 'STACK_ALREADY_RUNNING' }),
    );
    remove();
  });
});
