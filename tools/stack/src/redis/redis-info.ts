import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { encodeCommand } from './redis-command.ts';

/**
 * Asks a Redis or Valkey server for its version. A question of two lines needs no client library.
 *
 * @param url redis:// or rediss://, with user and password if it wants them
 * @param timeoutMs milliseconds for the whole exchange. Default 2000
 * @throws {Error} when it cannot be reached, refuses the password or does not answer in time
 */
export function redisVersion(url: string, timeoutMs = 2000): Promise<string> {
  const address = new URL(url);
  const socket = open(address);
  return new Promise<string>((resolve, reject) => {
    let answer = '';
    socket.setEncoding('utf8').setTimeout(timeoutMs);
    socket.once('timeout', () => reject(new Error(`no answer within ${timeoutMs} ms`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      const refusal = /^-(.*)\r\n/m.exec(answer)?.[1];
      const version = parseVersion(answer);
      if (refusal) reject(new Error(refusal));
      else if (version) resolve(version);
    });
    socket.write(question(address));
  }).finally(() => socket.destroy());
}

/** Reads the version from the answer to INFO; undefined while it has not arrived. */
export function parseVersion(info: string): string | undefined {
  return /^(?:valkey|redis)_version:(.+)\r\n/m.exec(info)?.[1];
}

function open({ protocol, hostname, port }: URL): Socket {
  const target = { host: hostname || '127.0.0.1', port: Number(port || 6379) };
  return protocol === 'rediss:'
    ? connectTls({ ...target, servername: hostname })
    : connectTcp(target);
}

function question({ username, password }: URL): string {
  const login = password
    ? encodeCommand('AUTH', ...(username ? [decode(username)] : []), decode(password))
    : '';
  return login + encodeCommand('INFO', 'server');
}

function decode(part: string): string {
  return decodeURIComponent(part);
}
