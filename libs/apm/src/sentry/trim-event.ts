import type { Event, Exception, StackFrame } from '@sentry/core';

import { omit, pick } from './members.ts';

/** Makes an event smaller, and says what it took. */
interface Cut {
  readonly name: string;
  readonly apply: (event: Event) => Event;
}

/** In the order of what is missed least; the last one leaves what is bounded by itself. */
const cuts: readonly Cut[] = [
  { name: 'context lines and variables', apply: (event) => mapFrames(event, withoutSource) },
  { name: 'long texts', apply: (event) => shortTexts(event, 2048) },
  { name: 'older breadcrumbs', apply: (event) => lastBreadcrumbs(event, 20) },
  { name: 'extra', apply: (event) => omit(event, ['extra']) },
  { name: 'request body', apply: withoutBody },
  { name: 'middle frames', apply: (event) => mapExceptions(event, (one) => fewFrames(one, 20)) },
  { name: 'contexts', apply: (event) => ({ ...event, contexts: pick(event.contexts, ['trace']) }) },
  { name: 'breadcrumbs', apply: (event) => omit(event, ['breadcrumbs']) },
  { name: 'everything but exceptions, tags and ids', apply: essence },
];

/** What the tag takes that says what was cut last. */
const tagBytes = 80;

/** What an event is made of is at most this often in its smallest form. */
const few = { exceptions: 3, frames: 5, tags: 20, textLength: 200 } as const;

/**
 * The event in at most `maxBytes` bytes of JSON, by leaving out what is missed least. Type and message of the
 * exceptions, their last frames, tags, release and ids stay: an ordinary event of these takes 4 kB and the worst
 * 150 kB, so a smaller `maxBytes` may be missed. The event must be plain JSON.
 */
export function trimEvent(event: Event, maxBytes: number): Event {
  let trimmed = event;
  let last: string | undefined;
  for (const { name, apply } of cuts) {
    if (jsonBytes(trimmed) <= maxBytes - tagBytes) break;
    trimmed = apply(trimmed);
    last = name;
  }
  // One that fits to the byte needs no tag, and one that was cut says how far.
  return last === undefined ? event : { ...trimmed, tags: { ...trimmed.tags, trimmed: last } };
}

/** Bytes of a value as JSON. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function mapExceptions(event: Event, map: (exception: Exception) => Exception): Event {
  const values = event.exception?.values;
  return values === undefined ? event : { ...event, exception: { values: values.map(map) } };
}

function mapFrames(event: Event, map: (frame: StackFrame) => StackFrame): Event {
  return mapExceptions(event, ({ stacktrace, ...exception }) =>
    stacktrace === undefined
      ? exception
      : { ...exception, stacktrace: { ...stacktrace, frames: stacktrace.frames?.map(map) ?? [] } },
  );
}

function withoutSource(frame: StackFrame): StackFrame {
  return omit(frame, ['pre_context', 'context_line', 'post_context', 'vars']);
}

/** Frames at both ends: where it began and where it was thrown. */
function fewFrames(exception: Exception, count: number): Exception {
  const frames = exception.stacktrace?.frames;
  if (frames === undefined || frames.length <= count) return exception;
  const half = Math.ceil(count / 2);
  const kept = [...frames.slice(0, count - half), ...frames.slice(-half)];
  return { ...exception, stacktrace: { ...exception.stacktrace, frames: kept } };
}

function lastBreadcrumbs(event: Event, count: number): Event {
  const { breadcrumbs, ...rest } = event;
  return breadcrumbs === undefined ? event : { ...rest, breadcrumbs: breadcrumbs.slice(-count) };
}

function withoutBody(event: Event): Event {
  if (event.request === undefined) return event;
  return { ...event, request: omit(event.request, ['data', 'cookies']) };
}

function shortTexts(event: Event, maxLength: number): Event {
  // A plain event stays one: only its texts change.
  return shorten(event, maxLength) as Event;
}

function shorten(value: unknown, maxLength: number): unknown {
  if (typeof value === 'string') {
    return value.length <= maxLength ? value : `${value.slice(0, maxLength - 1)}…`;
  }
  if (Array.isArray(value)) return value.map((one) => shorten(one, maxLength));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, shorten(one, maxLength)]),
  );
}

/** A bounded event: what is left is limited in number and in length. */
function essence(event: Event): Event {
  const kept = pick(event, ['event_id', 'timestamp', 'platform', 'level', 'message']);
  const named = pick(event, [
    'release',
    'environment',
    'dist',
    'server_name',
    'transaction',
    'user',
  ]);
  const values = (event.exception?.values ?? []).slice(-few.exceptions).map(barest);
  const tags = Object.entries(event.tags ?? {}).filter(([name]) => name.length <= few.textLength);
  const smallest: Event = {
    ...kept,
    ...named,
    exception: { values },
    tags: Object.fromEntries(tags.slice(0, few.tags)),
    contexts: pick(event.contexts, ['trace']),
  };
  return shortTexts(smallest, few.textLength);
}

function barest(exception: Exception): Exception {
  const { frames = [] } = fewFrames(exception, few.frames).stacktrace ?? {};
  return {
    ...pick(exception, ['type', 'value', 'mechanism']),
    stacktrace: {
      frames: frames.map((frame) =>
        pick(frame, ['filename', 'module', 'function', 'lineno', 'colno', 'in_app']),
      ),
    },
  };
}
