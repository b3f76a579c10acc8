import { StackError } from '../errors.ts';
import { isFreePort } from './free-port.ts';
import { portHolder } from './port-holder.ts';

/**
 * Makes sure that a wanted loopback port is free.
 *
 * @param envName environment variable that chooses another port, for the message
 * @throws {StackError} STACK_PORT_TAKEN, naming who holds it where that can be found out
 */
export async function requirePort(port: number, envName: string): Promise<void> {
  if (await isFreePort(port)) return;
  const holder = portHolder(port);
  throw new StackError('STACK_PORT_TAKEN', {
    what: `Port ${port} is taken`,
    why: holder
      ? `process ${holder.pid} listens on it (${holder.command})`
      : 'another process listens on it',
    todo: `end that process, or choose another port: ${envName}=${port + 1000}`,
  });
}
