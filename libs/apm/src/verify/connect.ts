import * as net from 'node:net';
import * as tls from 'node:tls';

import type { Address } from './address.ts';
import { networkFault, TimeoutError } from './network-fault.ts';
import type { VerifyContext } from './steps.ts';

/**
 * Resolves the host's name, opens a connection, with TLS for https, and closes it.
 * @throws {Setback}
 */
export async function connect(
  address: Address,
  { clock, timeoutMs }: Pick<VerifyContext, 'clock' | 'timeoutMs'>,
): Promise<void> {
  const { hostname, protocol } = address.url;
  const isTls = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, ''); // as URL writes IPv6
  const port = Number(address.url.port || (isTls ? 443 : 80));
  const servername = net.isIP(host) === 0 ? { servername: host } : {};
  const socket = isTls ? tls.connect({ host, port, ...servername }) : net.connect({ host, port });
  const timer = clock.setTimer(() => socket.destroy(new TimeoutError()), timeoutMs);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).once(isTls ? 'secureConnect' : 'connect', () => resolve());
    });
  } catch (error) {
    throw networkFault(error, address, timeoutMs);
  } finally {
    timer.cancel();
    socket.on('error', () => undefined).destroy(); // it has served; what else happens to it is no news
  }
}
