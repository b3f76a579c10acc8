import { randomUUID } from 'node:crypto';

import { getCurrentScope, getIsolationScope, type Event } from '@sentry/core';

import type { Clock } from '../clock.ts';
import { withContext, type ErrorContext } from './error-context.ts';
import type { SentryClient } from './sentry-client.ts';

/** Builds the event of an error and hands it on. Returns its id. Never throws. */
export type Capture = (error: unknown, context: ErrorContext) => string;

/** Options of {@link createCapture}. */
export interface CaptureOptions {
  readonly client: SentryClient;
  readonly clock: Clock;
  readonly environment: string;
  readonly release?: string | undefined;
  /** How many events have come out of Sentry's SDK, sent or given up. */
  readonly decided: () => number;
  /** Takes an event that Sentry's SDK could not build. */
  readonly onPlainEvent: (event: Event) => void;
}

/** Creates the way of an error through Sentry's SDK, and around it where that fails. */
export function createCapture(options: CaptureOptions): Capture {
  const { client } = options;
  const known = new WeakMap<object, string>();
  return (error, context) => {
    const captured = knownId(error, known);
    if (captured !== undefined) return captured;
    const id = randomUUID().replaceAll('-', '');
    if (typeof error === 'object' && error !== null) known.set(error, id);
    const before = options.decided();
    try {
      build(client, error, id, context);
    } catch {
      // A getter of the error threw, for instance; what can be told of it is told below.
    }
    if (options.decided() === before) options.onPlainEvent(plainEvent(error, id, context, options));
    return id;
  };
}

/** The id of an error that was captured before, here or by one of Sentry's functions. */
function knownId(error: unknown, known: WeakMap<object, string>): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const id = known.get(error);
  if (id !== undefined) return id;
  try {
    return '__sentry_captured__' in error ? getIsolationScope().lastEventId() : undefined;
  } catch {
    return undefined; // a proxy may refuse the question
  }
}

/** All of it happens before it returns: Sentry's promises are settled at once, as nothing in them waits. */
function build(client: SentryClient, error: unknown, id: string, context: ErrorContext): void {
  const handled = context.handled ?? true;
  const mechanism = { type: handled ? 'generic' : 'onuncaughtexception', handled };
  const hint = { event_id: id, originalException: error, data: { mechanism } };
  // A promise of Sentry's own, which answers at once; its second argument would hide what went wrong.
  void client.eventFromException(error, hint).then((event) => {
    client.captureEvent(withContext(event, context), hint, getCurrentScope());
  });
}

/** What can be told of an error whose members throw, or of any when Sentry's SDK fails. */
function plainEvent(
  error: unknown,
  id: string,
  context: ErrorContext,
  { clock, environment, release }: CaptureOptions,
): Event {
  const type = textOf(error, 'name') ?? typeof error;
  const value = textOf(error, 'message') ?? (typeof error === 'string' ? error : 'unknown error');
  const event: Event = {
    event_id: id,
    timestamp: clock.now() / 1000,
    platform: 'node',
    level: 'error',
    environment,
    exception: {
      values: [{ type, value, mechanism: { type: 'generic', handled: context.handled ?? true } }],
    },
    tags: { incomplete: 'true' },
    ...(release !== undefined && { release }),
  };
  try {
    return withContext(event, context);
  } catch {
    return event; // the context throws, too
  }
}

function textOf(error: unknown, name: string): string | undefined {
  try {
    const text = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
