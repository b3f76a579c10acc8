import { listeningInodes } from './port-holder.ts';

describe('the table of TCP sockets', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
    '   1: 0100007F:0FA0 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 222 1',
    '   2: 0100007F:0FA1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1',
  ].join('\n');

  it('names the sockets that listen on a port, not the connections on it', () => {
    expect(listeningInodes(table, 4000)).toEqual(['111']);
  });

  it('names none for a port that nobody listens on', () => {
    expect(listeningInodes(table, 4002)).toEqual([]);
    expect(listeningInodes('', 4000)).toEqual([]);
  });
});
