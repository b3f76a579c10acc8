import { W3CTraceContextPropagator } from '@opentelemetry/core';

import { failedGroups } from '../../gate/conformance.ts';
import { createPropagator } from '../../src/propagation/propagator.ts';

describe('the conformance suite of the W3C', () => {
  it('passes with our propagator', async () => {
    expect(await failedGroups(createPropagator())).toEqual({ failed: [], groups: 41 });
  });

  it('fails with the propagator of the SDK, where that departs from Level 2', async () => {
    expect((await failedGroups(new W3CTraceContextPropagator())).failed).toEqual([
      'traceparent_trace_flags_random',
      'tracestate_key_illegal_vendor_format',
      'tracestate_member_count_limit',
      'tracestate_key_length_limit',
      'tracestate_value_illegal_characters',
    ]);
  });
});
