import { EventEmitter } from 'node:events';

import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { createContextSlot } from '@unite/apm/context';

import { createTracing, registerTracing, type Tracing } from '../tracing.ts';
import { assignContext, bind, getContext, runWithContext, withCarried } from './request-context.ts';

const service = { name: 'shop', version: '1.4.0', environment: 'staging' };
const traceId = 'abcdef0123456789abcdef0123456789';
const spanId = '0123456789abcdef';
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

let tracing: Tracing;
let undo: () => void;
beforeEach(() => {
  tracing = createTracing({ service, sampleRatio: 0 });
  undo = registerTracing(tracing);
});
afterEach(() => undo());

describe('outside of everything', () => {
  it('there is no context, and nothing to note', () => {
    assignContext({ workspaceId: 'w1' });
    expect(getContext()).toEqual({});
  });
});

describe('a job', () => {
  it('has a correlation id of its own, and those of the spans in it', () => {
    runWithContext({}, () => {
      expect(getContext()).toEqual({ correlationId: uuid });
      trace.getTracer('test').startActiveSpan('job', (span) => {
        expect(getContext()).toEqual({ ...idsOf(span), correlationId: uuid });
        span.end();
      });
    });
    expect(getContext()).toEqual({});
  });

  it('goes on with what was told where it was given, through a queue', () => {
    const told = runWithContext(
      { traceId, spanId, correlationId: 'checkout-1', workspaceId: 'w1', principalHash: 'p1' },
      () => JSON.stringify(getContext()),
    );
    runWithContext(JSON.parse(told), () => {
      expect(getContext()).toEqual({
        ...{ traceId, spanId },
        ...{ correlationId: 'checkout-1', workspaceId: 'w1', principalHash: 'p1' },
      });
      const span = trace.getTracer('test').startSpan('job');
      expect(span.spanContext()).toMatchObject({ traceId, traceFlags: 0 });
      span.end();
    });
    expect(tracing.explain(traceId)).toEqual({ outcome: 'dropped' });
  });

  it('of a trace in the share is in the share, in each process', async () => {
    undo();
    await using kept = createTracing({ service, sampleRatio: 1 });
    undo = registerTracing(kept);
    runWithContext({ traceId, spanId }, () => trace.getTracer('test').startSpan('job').end());
    expect(kept.explain(traceId)).toEqual({ outcome: 'kept', reason: 'sampled' });
  });

  it.each([
    ['an id that is none', { traceId: 'x', spanId }],
    ['no span', { traceId }],
  ])('with %s belongs to no trace', (_, given) => {
    runWithContext(given, () => expect(getContext()).toEqual({ correlationId: uuid }));
  });

  it('in the active span leaves that active', () => {
    trace.getTracer('test').startActiveSpan('request', (span) => {
      runWithContext(getContext(), () => expect(trace.getActiveSpan()).toBe(span));
      span.end();
    });
  });
});

describe('what is found out about a request', () => {
  it('holds for all of it, also for what had begun', async () => {
    await runWithContext({}, async () => {
      const begun = Promise.resolve().then(getContext);
      assignContext({ workspaceId: 'w1' });
      assignContext({ principalHash: 'p1' });
      const found = { correlationId: uuid, workspaceId: 'w1', principalHash: 'p1' };
      expect([getContext(), await begun]).toEqual([found, found]);
    });
  });

  it('is not told to another', async () => {
    const seen = await Promise.all(
      ['w1', 'w2', 'w3'].map((workspaceId) =>
        runWithContext({}, async () => {
          await Promise.resolve();
          assignContext({ workspaceId });
          await Promise.resolve();
          return getContext().workspaceId;
        }),
      ),
    );
    expect(seen).toEqual(['w1', 'w2', 'w3']);
  });
});

describe('the correlation id of a caller', () => {
  it.each(['checkout', '018f2c.a_b-c', 'x'.repeat(128)])('%s is taken', (asked) => {
    expect(withCarried(ROOT_CONTEXT, asked).correlationId).toBe(asked);
  });

  it.each([
    'short',
    'x'.repeat(129),
    'two words',
    'a\nlog-line',
    '<script>',
    undefined,
    ['a', 'b'],
  ])('%p is replaced', (asked) => {
    expect(withCarried(ROOT_CONTEXT, asked, () => 'new-one-1').correlationId).toBe('new-one-1');
  });
});

describe('what is bound', () => {
  const slot = createContextSlot<string>();

  it('as a function runs in its own context, and in whatever else was kept there', () => {
    const told = runWithContext({ correlationId: 'checkout-1' }, () =>
      slot.run('mine', () =>
        bind(function tell(this: unknown, word: string) {
          return [word, this, getContext().correlationId, slot.get()];
        }),
      ),
    );
    runWithContext({}, () => {
      expect(Reflect.apply(told, 'this', ['word'])).toEqual(['word', 'this', 'checkout-1', 'mine']);
    });
  });

  it('as an emitter calls its listeners in its own context, and forgets those that were removed', () => {
    const heard: unknown[] = [];
    const listener = () => heard.push(getContext().correlationId);
    const emitter = runWithContext({ correlationId: 'checkout-1' }, () => bind(new EventEmitter()));
    emitter.on('told', listener);
    runWithContext({}, () => emitter.emit('told'));
    emitter.off('told', listener);
    emitter.emit('told');
    expect(heard).toEqual(['checkout-1']);
  });

  it("runs in its own context with another's context manager, too", () => {
    undo();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    const told = runWithContext({ correlationId: 'checkout-1' }, () =>
      bind(() => getContext().correlationId),
    );
    expect(runWithContext({}, told)).toBe('checkout-1');
    context.disable();
  });
});

function idsOf(span: ReturnType<typeof trace.getActiveSpan> & object) {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}
