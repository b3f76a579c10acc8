import { parseUdpDrops } from './udp-drops.ts';

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 42
`;

describe('the drops of a UDP port', () => {
  it('are the last column of its line', () => expect(parseUdpDrops(table, 8125)).toBe(42));
  it('are unknown for a port that nobody has', () => expect(parseUdpDrops(table, 8126)).toBeNull());
});
