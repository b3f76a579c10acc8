import type { Event } from '@sentry/core';

import { omit } from './members.ts';
import { jsonBytes, trimEvent } from './trim-event.ts';

// An envelope is a line of headers, then for each item a line of headers and a line of payload
// (develop.sentry.dev, "Envelopes"). JSON without indentation has no line breaks.

/** Headers of an envelope and its items, ready for JSON. */
export interface PlainEnvelope {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly items: readonly (readonly [
    headers: Readonly<Record<string, unknown>>,
    payload: unknown,
  ])[];
}

/** The bytes that are kept: without the time of sending, which is not known yet. */
export function serializeEnvelope({ headers, items }: PlainEnvelope): Buffer {
  const kept = omit(headers, ['sent_at']);
  const lines = items.flatMap(([itemHeaders, payload]) => {
    const json = JSON.stringify(payload);
    return [JSON.stringify({ ...itemHeaders, length: Buffer.byteLength(json) }), json];
  });
  return Buffer.from([JSON.stringify(kept), ...lines].join('\n'));
}

/**
 * The bytes that are sent. Sentry corrects the clock of the sender by the difference between `sent_at` and its own
 * time, so an event that waited on disk must not carry the time at which it was written.
 */
export function stampEnvelope(bytes: Uint8Array, nowMs: number): Buffer {
  const first = `{"sent_at":"${new Date(nowMs).toISOString()}"`;
  const isEmpty = bytes[1] === '}'.charCodeAt(0);
  return Buffer.concat([Buffer.from(isEmpty ? first : `${first},`), bytes.subarray(1)]);
}

/** Below this an event that is still too large is not the reason. */
const smallestBytes = 4096;

/** The envelope with its event in half of the bytes, or undefined when that is not possible. */
export function shrinkEnvelope(bytes: Uint8Array): Buffer | undefined {
  const [headers, itemHeaders, payload, ...rest] = Buffer.from(bytes).toString('utf8').split('\n');
  if (headers === undefined || itemHeaders === undefined || payload === undefined) return undefined;
  try {
    // Our own JSON; an envelope of another kind has no type `event`.
    const event = JSON.parse(payload) as Event;
    const { type } = JSON.parse(itemHeaders) as { readonly type?: unknown };
    const maxBytes = Math.floor(Buffer.byteLength(payload) / 2);
    if (type !== 'event' || rest.length > 0 || maxBytes < smallestBytes) return undefined;
    const smaller = trimEvent(event, maxBytes);
    if (jsonBytes(smaller) > maxBytes) return undefined;
    const plain = JSON.parse(headers) as Record<string, unknown>; // our own JSON again
    return serializeEnvelope({ headers: plain, items: [[{ type: 'event' }, smaller]] });
  } catch {
    return undefined; // an attachment's bytes, for instance, are not JSON
  }
}
