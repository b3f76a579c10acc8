import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';

import type { Header } from './vectors.ts';

/** A service that answers each request after having called another one, as the W3C's suite asks of it. */
export interface Service extends AsyncDisposable {
  /** Sends a request with just these headers, and tells the headers of the calls that it led to. */
  exchange(sent: readonly Header[], calls: number): Promise<readonly (readonly Header[])[]>;
}

/** Starts the service, with spans of the SDK, and the one that it calls, on loopback. */
export async function startService(propagator: TextMapPropagator): Promise<Service> {
  const tracer = new TracerProvider().getTracer('service');
  let called: (readonly Header[])[] = [];
  const collector = createServer((incoming, answer) => {
    called.push(pairs(incoming.rawHeaders));
    answer.end();
  });
  const collectorPort = await listen(collector);

  const call = async (incoming: IncomingMessage): Promise<void> => {
    const remote = propagator.extract(ROOT_CONTEXT, incoming.headers, defaultTextMapGetter);
    const serving = trace.setSpan(remote, tracer.startSpan('serve', {}, remote));
    for (let left = Number(incoming.headers['x-calls']); left > 0; left -= 1) {
      const calling = trace.setSpan(serving, tracer.startSpan('call', {}, serving));
      const headers = {};
      propagator.inject(calling, headers, defaultTextMapSetter);
      const sent = request({ port: collectorPort, host: '127.0.0.1', headers, agent: false });
      sent.end();
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]; // the event's argument
      answer.resume();
      await once(answer, 'end');
    }
  };
  const service = createServer(async (incoming, answer) => {
    await call(incoming);
    answer.end();
  });
  const port = await listen(service);

  return {
    async exchange(sent, calls) {
      called = [];
      const socket = connect(port, '127.0.0.1');
      const lines = [...sent, ['x-calls', String(calls)], ['connection', 'close']];
      // Written by hand: a client would trim, join and rename the headers.
      const head = lines.map(([name, value]) => `${name}:${value}\r\n`).join('');
      socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n${head}\r\n`);
      socket.resume();
      await once(socket, 'close');
      return called;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([close(service), close(collector)]);
    },
  };
}

function pairs(raw: readonly string[]): readonly Header[] {
  return raw.flatMap((name, n) => (n % 2 === 0 ? [[name, raw[n + 1] ?? ''] as const] : []));
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port; // as it listens on a port
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
