import { readFileSync } from 'node:fs';

/**
 * Datagrams that the kernel threw away because the socket at this port was not read fast enough;
 * null where that cannot be told (no Linux, or nothing listens there).
 */
export function udpDrops(port: number): number | null {
  try {
    return parseUdpDrops(readFileSync('/proc/net/udp', 'utf8'), port);
  } catch {
    return null; // no /proc
  }
}

/** The last column of the port's line in a table in the format of /proc/net/udp. */
export function parseUdpDrops(table: string, port: number): number | null {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = table.split('\n').map((line) => line.trim().split(/\s+/));
  const drops = lines.find(([, local]) => local?.endsWith(`:${hexPort}`))?.at(-1);
  return drops === undefined ? null : Number(drops);
}
