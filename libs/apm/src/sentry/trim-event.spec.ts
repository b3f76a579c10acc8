import fc from 'fast-check';
import type { Event } from '@sentry/core';

import { jsonBytes, trimEvent } from './trim-event.ts';

const maxBytes = 200_000;

const frame = { filename: '/app/a.js', function: 'run', lineno: 1, in_app: true };
const large = (): Event => ({
  event_id: 'e',
  exception: {
    values: [
      {
        type: 'TypeError',
        value: 'what happened',
        stacktrace: {
          frames: Array.from({ length: 50 }, (_, n) => ({
            ...frame,
            lineno: n + 1,
            context_line: 'x'.repeat(100),
          })),
        },
      },
    ],
  },
  tags: { plan: 'pro' },
  breadcrumbs: Array.from({ length: 100 }, (_, n) => ({ message: `${n} ${'b'.repeat(500)}` })),
  extra: { rows: 'e'.repeat(300_000) },
  contexts: { trace: { trace_id: 't', span_id: 's' }, app: { app_name: 'c'.repeat(1000) } },
});

/** Plain JSON of any kind in the places where a program can put it. */
const anything = fc.jsonValue({ maxDepth: 3 });
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((one) => one.repeat(400));

describe('an event', () => {
  it('that is small enough stays as it is', () => {
    const event: Event = { event_id: 'e', extra: { a: 1 } };
    expect(trimEvent(event, maxBytes)).toBe(event);
  });

  it('that is too large loses what is missed least, and says how far it went', () => {
    const trimmed = trimEvent(large(), maxBytes);
    expect(jsonBytes(trimmed)).toBeLessThanOrEqual(maxBytes);
    expect(trimmed.exception?.values?.[0]?.stacktrace?.frames).toHaveLength(50);
    expect(trimmed.tags).toEqual({ plan: 'pro', trimmed: 'long texts' });
    expect(trimmed.breadcrumbs).toHaveLength(100);
  });

  it('keeps its newest breadcrumbs and both ends of its stack longest', () => {
    const trimmed = trimEvent(large(), 8000);
    const frames = trimmed.exception?.values?.[0]?.stacktrace?.frames ?? [];
    expect(frames.at(0)?.lineno).toBe(1);
    expect(frames.at(-1)?.lineno).toBe(50);
    expect(trimmed.contexts?.trace).toEqual({ trace_id: 't', span_id: 's' });
  });

  it('has type and message of its exception even in the smallest form', () => {
    const trimmed = trimEvent(large(), 1);
    expect(trimmed.exception?.values?.[0]).toMatchObject({
      type: 'TypeError',
      value: 'what happened',
    });
    expect(trimmed.tags?.['plan']).toBe('pro');
    expect(jsonBytes(trimmed)).toBeLessThan(4000);
  });

  it('fits, whatever is in it', () => {
    const event = fc.record({
      message: text,
      exception: fc.record({
        values: fc.array(
          fc.record({
            type: text,
            value: text,
            stacktrace: fc.record({
              frames: fc.array(fc.record({ filename: text, function: text }), { maxLength: 40 }),
            }),
          }),
          { maxLength: 6 },
        ),
      }),
      tags: fc.dictionary(fc.oneof(text, fc.string()), text, { maxKeys: 30 }),
      extra: fc.dictionary(fc.string(), anything),
      request: fc.record({ url: text, data: anything }),
    });
    fc.assert(
      fc.property(event, (one) => {
        expect(jsonBytes(trimEvent(one as Event, maxBytes))).toBeLessThanOrEqual(maxBytes);
      }),
      { numRuns: 50 },
    );
  });
});
