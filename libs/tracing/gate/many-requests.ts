import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { findWorkspaceRoot } from '@unite/stack';

import type { TracedServerMessage, TracedServerOptions } from '../test/requests/traced-server.ts';

const program = join(findWorkspaceRoot(), 'libs/tracing/test/requests/traced-server.ts');

/** What is broken in the server, for the claims' own tests. */
export type Broken = Partial<Pick<TracedServerOptions, 'leaks' | 'forgets'>>;

interface RunningServer {
  readonly port: number;
  heapBytes(): Promise<number>;
}

async function withServer<Result>(
  { leaks = false, forgets = null }: Broken,
  work: (server: RunningServer) => Promise<Result>,
): Promise<Result> {
  // Takes everything and remembers nothing: its own memory is not measured.
  const collector = createServer((request, answer) => {
    request.resume().once('end', () => answer.end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo; // it listens on a port
  const options: TracedServerOptions = {
    ...{ leaks, forgets },
    otlpUrl: `http://127.0.0.1:${port}/v1/traces`,
  };
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: [
      '--expose-gc',
      '--conditions=@unite/source',
      '--disable-warning=ExperimentalWarning',
    ],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = once(child, 'exit');
  const next = async (): Promise<TracedServerMessage> => {
    const early = ended.then(([code]) => {
      throw new Error(`the server ended with ${String(code)}`);
    });
    const [message] = (await Promise.race([once(child, 'message'), early])) as [
      TracedServerMessage, // what the program says
    ];
    return message;
  };
  try {
    const hello = await next();
    if (!('port' in hello)) throw new Error('the server does not say where it listens');
    return await work({
      port: hello.port,
      async heapBytes() {
        child.send('heap');
        const answer = await next();
        if (!('heapBytes' in answer)) throw new Error('the server does not answer');
        return answer.heapBytes;
      },
    });
  } finally {
    if (child.connected) child.disconnect();
    child.kill();
    await ended;
    collector.close();
    collector.closeAllConnections();
  }
}

/** So long kept spans have to be sent, in ms. */
const settleMs = 3000;

/** Requests that are written at once: one client has to be cheaper than what it measures. */
const perWrite = 50;

/**
 * Sends requests over one connection, many at a time, and hands on the heads of the answers.
 * @param paths asked for in turn
 */
async function pipeline(
  port: number,
  count: number,
  paths: readonly string[],
  onHead: (head: string) => void,
): Promise<void> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  await once(socket, 'connect');
  let [sent, answered, rest] = [0, 0, ''];
  const write = (): void => {
    const some = Math.min(perWrite, count - sent);
    const lines = Array.from({ length: some }, (_, n) => paths[(sent + n) % paths.length]);
    sent += some;
    socket.write(lines.map((path) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`).join(''));
  };
  write();
  for await (const chunk of socket) {
    const heads = (rest + String(chunk)).split('HTTP/1.1 ');
    // The last one may not be whole.
    rest = `HTTP/1.1 ${heads.pop() ?? ''}`;
    const isLast = answered + heads.filter((head) => head !== '').length + 1 === sent;
    if (isLast && isWhole(rest)) {
      heads.push(rest.slice('HTTP/1.1 '.length));
      rest = '';
    }
    for (const head of heads) {
      if (head === '') continue;
      answered += 1;
      onHead(head);
    }
    if (answered === count) break;
    if (answered === sent) write();
  }
  if (answered !== count) throw new Error(`${answered} of ${count} requests were answered`);
}

function isWhole(answer: string): boolean {
  const at = answer.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(answer)?.[1];
  return at !== -1 && length !== undefined && answer.length >= at + 4 + Number(length);
}

/** MB that the heap of a traced server grows between its `warm`-th request and the `count`-th. */
export function measureMemory(warm: number, count: number, broken: Broken = {}): Promise<number> {
  return withServer(broken, async ({ port, heapBytes }) => {
    await pipeline(port, warm, ['/hello'], () => undefined);
    // What is on its way to the collector is no leak.
    await delay(settleMs);
    const before = await heapBytes();
    await pipeline(port, count - warm, ['/hello'], () => undefined);
    await delay(settleMs);
    return ((await heapBytes()) - before) / 2 ** 20;
  });
}

/** How many of `count` requests, of which some fail and some have no route, name a valid trace of their own. */
export function countTraced(count: number, broken: Broken = {}): Promise<number> {
  return withServer(broken, async ({ port }) => {
    const ids = new Set<string>();
    await pipeline(port, count, ['/hello', '/throws', '/nothing'], (head) => {
      const id = /^x-trace-id: ([0-9a-f]{32})\r$/im.exec(head)?.[1];
      if (id !== undefined && /[^0]/.test(id)) ids.add(id);
    });
    return ids.size;
  });
}
