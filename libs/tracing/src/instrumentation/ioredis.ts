import { context, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';

import { startDescribedSpan } from '../span-description.ts';
import { listen } from './channels.ts';
import { errorTypeOf } from './error-type.ts';

/** What ioredis 6 tells of a connection (built/tracing.d.ts). */
interface ConnectMessage {
  readonly serverAddress: string;
  readonly serverPort?: number;
}

/** What it tells of a command; those of a transaction come one by one. */
interface CommandMessage extends ConnectMessage {
  readonly command: string;
  readonly database: number;
  readonly error?: unknown;
}

/** Options of {@link instrumentIoredis}. */
export interface IoredisOptions {
  readonly tracer: Tracer;
  /** Told of what goes wrong within; it disturbs no command. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Makes one span of each command, from when it was given until its answer, and none of the connection's own.
 * Arguments are not recorded, as keys and values are the product's data.
 * @returns stops it
 */
export function instrumentIoredis({ tracer, onFault }: IoredisOptions): () => void {
  const spans = new WeakMap<CommandMessage, Span>();
  /** Connections that are being made, by server. */
  const connecting = new Map<string, number>();
  const start = (message: CommandMessage): void => {
    const name = message.command.toUpperCase();
    const active = context.active();
    if (isTracingSuppressed(active)) return;
    // A connection that greets its server does so for nobody, whoever has caused it.
    if (greetings.has(name) && (connecting.get(serverOf(message)) ?? 0) > 0) return;
    const { database, serverAddress, serverPort } = message;
    const attributes = {
      [ATTR_DB_SYSTEM_NAME]: 'redis',
      [ATTR_DB_OPERATION_NAME]: name,
      [ATTR_DB_NAMESPACE]: String(database),
      [ATTR_SERVER_ADDRESS]: serverAddress,
      [ATTR_SERVER_PORT]: serverPort,
    };
    const description = { name, attributes };
    spans.set(message, startDescribedSpan(tracer, description, SpanKind.CLIENT, active));
  };
  const fail = (message: CommandMessage): void => {
    const { error } = message;
    const span = spans.get(message);
    span?.setAttribute(ATTR_ERROR_TYPE, errorTypeOf(error));
    span?.setStatus({ code: SpanStatusCode.ERROR });
  };
  const end = (message: CommandMessage): void => spans.get(message)?.end();
  const connect = (change: 1 | -1) => (message: ConnectMessage) => {
    const server = serverOf(message);
    connecting.set(server, (connecting.get(server) ?? 0) + change);
  };
  return listen(
    {
      'tracing:ioredis:command:start': start,
      'tracing:ioredis:command:error': fail,
      'tracing:ioredis:command:asyncEnd': end,
      'tracing:ioredis:connect:start': connect(1),
      'tracing:ioredis:connect:asyncEnd': connect(-1),
    },
    onFault,
  );
}

function serverOf({ serverAddress, serverPort }: ConnectMessage): string {
  return `${serverAddress}:${serverPort}`;
}

/** What a client sends by itself when it connects; INFO asks whether the server is ready. */
const greetings: ReadonlySet<string> = new Set([
  'HELLO',
  'AUTH',
  'CLIENT',
  'SELECT',
  'INFO',
  'READONLY',
]);
