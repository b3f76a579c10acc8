import {
  isRunning,
  parsePs,
  parseStat,
  processTree,
  readProcess,
  type ProcessEntry,
} from './process-table.ts';

describe('a line of /proc/<pid>/stat', () => {
  const fields = Array.from({ length: 50 }, (_, index) => String(index + 3));
  const stat = (command: string, state: string) =>
    `42 (${command}) ${[state, '7', ...fields.slice(2)].join(' ')}`;

  it('gives pid, parent and start time, whatever the command is called', () => {
    const expected = { pid: 42, parentPid: 7, startedAt: '22', isZombie: false };
    expect(parseStat(stat('node', 'S'))).toEqual(expected);
    expect(parseStat(stat('a) Z (b', 'S'))).toEqual(expected);
  });

  it('tells a zombie', () => {
    expect(parseStat(stat('node', 'Z')).isZombie).toBe(true);
  });
});

describe('the output of ps', () => {
  it('gives the same, with the start time as text', () => {
    const output =
      '    1     0 Ss   Mon Nov 23 01:38:00 2026\n   42     1 Z    Mon Nov 23 01:40:00 2026\n';
    expect(parsePs(output)).toEqual([
      { pid: 1, parentPid: 0, startedAt: 'Mon Nov 23 01:38:00 2026', isZombie: false },
      { pid: 42, parentPid: 1, startedAt: 'Mon Nov 23 01:40:00 2026', isZombie: true },
    ]);
  });
});

describe('the tree of a process', () => {
  const entry = (pid: number, parentPid: number): ProcessEntry => ({
    pid,
    parentPid,
    startedAt: '1',
    isZombie: false,
  });
  const table = [entry(30, 20), entry(1, 0), entry(20, 10), entry(10, 1), entry(40, 1)];

  it('holds it and its descendants, parents first', () => {
    expect(processTree(table, 10).map(({ pid }) => pid)).toEqual([10, 20, 30]);
  });

  it('is empty when the process is gone', () => {
    expect(processTree(table, 99)).toEqual([]);
  });

  it('ends even where a table shows a process as its own ancestor', () => {
    expect(processTree([entry(1, 2), entry(2, 1)], 1).map(({ pid }) => pid)).toEqual([1, 2]);
  });
});

describe('an identity', () => {
  it('is not that of a later process with the same pid', () => {
    const self = readProcess(process.pid);
    expect(self && isRunning(self)).toBe(true);
    expect(isRunning({ pid: process.pid, startedAt: 'earlier' })).toBe(false);
  });
});
