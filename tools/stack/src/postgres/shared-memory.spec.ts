import { leftSegment } from './shared-memory.ts';

describe('the shared memory of a killed server', () => {
  const postmasterPid =
    '42\n/data\n1795400202\n23792\n\n127.0.0.1\n  2146603     65545\nready   \n';
  const table = (attached: number) =>
    [
      '       key      shmid perms                  size  cpid  lpid nattch   uid   gid',
      '   2146602      65545   600                    56    10    11      0   101   104',
      `   2146603      65545   600                    56    42    42      ${attached}   101   104`,
    ].join('\n');

  it('is the segment with the key and id of its postmaster.pid', () => {
    expect(leftSegment(postmasterPid, table(0))).toBe('65545');
  });

  it('is left alone while somebody is attached to it', () => {
    expect(leftSegment(postmasterPid, table(1))).toBeUndefined();
  });

  it('is none when the id belongs to another key by now, or when the file is incomplete', () => {
    expect(leftSegment(postmasterPid.replace('2146603', '99'), table(0))).toBeUndefined();
    expect(leftSegment('42\n', table(0))).toBeUndefined();
  });
});
