import { describeNodes } from './live-operations.ts';
import { type PostgresLook, walPosition } from './postgres-probe.ts';

const primary: PostgresLook = {
  status: 'up',
  role: 'primary',
  latencyMs: 1,
  version: '18.4',
  migration: null,
  position: 1_000n,
  replayAgeMs: null,
};
const replica = (position: bigint): PostgresLook => ({
  ...primary,
  role: 'replica',
  position,
  replayAgeMs: 3_000,
});

describe('PostgreSQL nodes', () => {
  it('lag behind what the primary has written', () => {
    const nodes = describeNodes([primary, replica(900n)]);
    expect(nodes[1]).toMatchObject({
      name: 'postgres-2',
      role: 'replica',
      lagBytes: 100,
      lagMs: 3_000,
    });
  });

  it('do not lag on an idle primary, however old the last transaction is', () => {
    expect(describeNodes([primary, replica(1_000n)])[1]).toMatchObject({ lagBytes: 0, lagMs: 0 });
  });

  it('do not lag when they were looked at after the primary', () => {
    expect(describeNodes([primary, replica(1_100n)])[1]).toMatchObject({ lagBytes: 0, lagMs: 0 });
  });

  it('have no known lag without a primary', () => {
    const nodes = describeNodes([{ status: 'down', error: 'connection refused' }, replica(1n)]);
    expect(nodes).toMatchObject([
      { role: 'unknown', status: 'down', error: 'connection refused' },
      { lagBytes: null, lagMs: null },
    ]);
  });

  it.each([
    ['0/0', 0n],
    ['0/10', 16n],
    ['16/B374D848', 0x16_b374_d848n],
    [null, 0n],
  ])('at %s are at byte %s', (lsn, position) => {
    expect(walPosition(lsn)).toBe(position);
  });
});
