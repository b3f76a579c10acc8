import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';

import { createPropagator } from './propagator.ts';

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const propagator = createPropagator({ baggageKeys: ['session.id'] });
const extract = (headers: object) =>
  propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
const inject = (context = ROOT_CONTEXT, headers = {}) => {
  propagator.inject(context, headers, defaultTextMapSetter);
  return headers;
};

describe('the propagator', () => {
  it('names its headers', () => {
    expect(propagator.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
  });

  it('takes in what it hands on', () => {
    const headers = { traceparent, tracestate: 'foo=1', baggage: 'session.id=5' };
    const context = extract(headers);
    expect(trace.getSpanContext(context)).toMatchObject({ isRemote: true, traceFlags: 1 });
    expect(inject(context)).toEqual(headers);
  });

  it('replaces a traceparent that is there already', () => {
    expect(inject(extract({ traceparent }), { traceparent: 'old' })).toEqual({ traceparent });
  });

  it('refuses a doubled traceparent, and then what came with it', () => {
    const doubled = { traceparent: [traceparent, traceparent], tracestate: 'foo=1' };
    expect(trace.getSpanContext(extract(doubled))).toBeUndefined();
  });

  it('hands on nothing of a span that is none, and nothing of what is not to be traced', () => {
    expect(inject()).toEqual({});
    const invalid = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    expect(inject(trace.setSpanContext(ROOT_CONTEXT, invalid))).toEqual({});
    expect(inject(suppressTracing(extract({ traceparent })))).toEqual({});
  });

  it('keeps baggage to itself when it is told no keys', () => {
    const shy = createPropagator();
    const context = shy.extract(ROOT_CONTEXT, { baggage: 'user.id=5' }, defaultTextMapGetter);
    expect(propagation.getBaggage(context)).toBeUndefined();
  });
});
