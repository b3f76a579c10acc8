import { connect } from 'node:net';

/**
 * Sends one command to an own instance. Setting up a cluster needs no client library.
 *
 * @param url with its password
 * @returns the answer: the text of a simple or bulk string, or the digits of a number
 * @throws {Error} when it is refused, or not answered within 2 seconds
 */
export function redisCommand(url: string, ...parts: readonly string[]): Promise<string> {
  const { hostname, port, password } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  return new Promise<string>((resolve, reject) => {
    let answer = '';
    socket.setEncoding('latin1').setTimeout(2000);
    socket.once('timeout', () => reject(new Error('no answer within 2000 ms')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      const [, login, reply] = /^([+-].*)\r\n([^]*)$/.exec(answer) ?? [];
      if (login?.startsWith('-')) reject(new Error(login.slice(1)));
      const text = reply && readReply(reply);
      if (text !== undefined) resolve(text);
      else if (reply?.startsWith('-')) reject(new Error(reply.slice(1).trimEnd()));
    });
    socket.write(encodeCommand('AUTH', password) + encodeCommand(...parts));
  }).finally(() => socket.destroy());
}

/** RESP: the number of parts, then each with its length in bytes. */
export function encodeCommand(...parts: readonly string[]): string {
  return `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
}

/** A simple string, a number or a bulk string; undefined for an error, or while it has not arrived whole. */
export function readReply(reply: string): string | undefined {
  const [, line] = /^[+:](.*)\r\n/.exec(reply) ?? [];
  if (line !== undefined) return line;
  const [head, bytes] = /^\$(\d+)\r\n/.exec(reply) ?? [];
  if (head === undefined) return undefined;
  const end = head.length + Number(bytes);
  return reply.length < end + 2 ? undefined : reply.slice(head.length, end);
}
