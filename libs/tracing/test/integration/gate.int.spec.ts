import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

import { measureCrossTalk } from '../../gate/cross-talk.ts';
import { measureKept } from '../../gate/kept-traces.ts';
import { countTraced, measureMemory } from '../../gate/many-requests.ts';
import { worstTimeError } from '../../gate/span-times.ts';

jest.setTimeout(60_000);

describe('the count of missing traces', () => {
  it('is 0 as things are', async () => {
    expect(await measureKept(1000)).toMatchObject({ errors: 100, slow: 100, missing: 0 });
  });

  it('finds a limit that keeps no slow ones', async () => {
    const { missing } = await measureKept(1000, { slowMs: 10_000 });
    // All but the sampled tenth.
    expect(missing).toBeGreaterThan(50);
  });
});

describe('the error of times', () => {
  it('is found in the spans of the SDK', async () => {
    const ended: ReadableSpan[] = [];
    const processor: SpanProcessor = {
      onStart: () => undefined,
      onEnd: (span) => void ended.push(span),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    };
    const provider = new TracerProvider({ spanProcessors: [processor] });
    const { now } = Date;
    const clock = jest.spyOn(Date, 'now');
    try {
      const worst = await worstTimeError(3, (changed) => {
        // The clock of the claim reads the machine's, which must not be itself.
        let isInside = false;
        clock.mockImplementation(() => {
          if (isInside) return now();
          isInside = true;
          try {
            return changed();
          } finally {
            isInside = false;
          }
        });
        return { provider, ended: () => ended };
      });
      expect(worst).toBeGreaterThan(1_000_000);
    } finally {
      clock.mockRestore();
    }
  });
});

describe('the count of confused requests', () => {
  beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
  afterAll(() => context.disable());

  it('finds a handler that leaves its context', async () => {
    const provider = new TracerProvider();
    const loads = { atOnce: 100 };
    expect((await measureCrossTalk(provider, 200, loads)).confused).toBe(0);
    // Of 1600 waits 80 are without a context, some of them of one request.
    const { confused } = await measureCrossTalk(provider, 200, { ...loads, forget: 20 });
    expect(confused).toBeGreaterThan(20);
    expect(confused).toBeLessThanOrEqual(80);
  });
});

describe('the count of traced requests', () => {
  it('finds those that have none', async () => {
    expect(await countTraced(3000)).toBe(3000);
    expect(await countTraced(3000, { forgets: 100 })).toBe(2970);
  });
});

describe('the growth of the heap', () => {
  it('finds a server that leaves something behind', async () => {
    // 256 bytes and more of each of 40,000.
    expect(await measureMemory(10_000, 50_000, { leaks: true })).toBeGreaterThan(9);
  });
});
