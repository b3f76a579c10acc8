import { fireEvent, render, screen, within } from '@testing-library/react';

import { TraceView } from './trace-view.tsx';
import type { Trace } from './trace.ts';

const trace = (overrides: Partial<Trace> = {}): Trace => ({
  ...{ traceId: 'a'.repeat(32), name: 'GET /api/contacts', status: 200, requests: 1 },
  ...{ startedAt: '2026-11-28T09:37:26.123Z', durationMs: 20, failed: false },
  ...{ outcome: 'kept', reason: 'sampled', spansLeftOut: 0, logs: [], errors: [], spans: [] },
  ...overrides,
});
const spans: Trace['spans'] = ['GET /api/contacts', 'SELECT contacts'].map((name, depth) => ({
  ...{ spanId: String(depth + 1).repeat(16), parentSpanId: null, depth, name },
  ...{ kind: depth === 0 ? 'server' : 'client', startMs: depth, durationMs: 5, failed: false },
  attributes: [{ name: 'db.query.text', value: 'select ?' }],
  events: [],
}));
const steps = () => within(screen.getByRole('region', { name: 'Steps' }));

describe('a trace on screen', () => {
  it('has each step with its time, and what is known of it below', () => {
    const { container } = render(<TraceView trace={trace({ spans })} />);
    const summaries = [...container.querySelectorAll('summary')].map((one) => one.textContent);
    expect(summaries).toEqual([
      'GET /api/contacts5.00 ms, after 0.00 ms, step 1 deep',
      'SELECT contacts5.00 ms, after 1.00 ms, step 2 deep',
    ]);
    expect(steps().getAllByText('db.query.text')).toHaveLength(2);
  });

  it('says how long nothing happened between two requests', () => {
    const [first, second] = spans;
    if (first === undefined || second === undefined) throw new Error('there are two');
    const late = { ...second, depth: 0, startMs: 61_000 };
    render(<TraceView trace={trace({ spans: [first, late] })} />);
    expect(steps().getByText('1 min 0 s later')).toBeDefined();
  });

  it('says the same in a table', () => {
    render(<TraceView trace={trace({ spans, spansLeftOut: 3 })} />);
    expect(steps().getByText(/3 more are with the collector/)).toBeDefined();
    fireEvent.click(steps().getByRole('button', { name: 'Table of Steps' }));
    expect(steps().getAllByRole('row')).toHaveLength(3);
    expect(
      steps().getByRole('row', { name: /SELECT contacts call 1.00 ms 5.00 ms/ }),
    ).toBeDefined();
  });

  it.each([
    ['kept', 'This process has no step of it.'],
    ['open', 'The steps show up once the trace is over. Reload the page then.'],
    ['dropped', 'The steps were given up at the end of the trace. What is below is from the log.'],
  ] as const)('says why there is no step when it is %s', (outcome, text) => {
    render(<TraceView trace={trace({ outcome, reason: null })} />);
    expect(steps().getByText(text)).toBeDefined();
  });

  it('has the errors and the log lines that belong to it', () => {
    const atMs = 4;
    const fields = [{ name: 'route', value: '/api/contacts' }];
    render(
      <TraceView
        trace={trace({
          errors: [{ atMs, name: 'TypeError', code: 'INTERNAL', occurrenceId: 'r1' }],
          logs: [{ atMs, level: 'error', message: 'request failed', fields }],
        })}
      />,
    );
    const errors = within(screen.getByRole('region', { name: 'Errors' }));
    expect(errors.getByText('r1')).toBeDefined();
    const log = within(screen.getByRole('region', { name: 'Log' }));
    expect(log.getByRole('listitem').textContent).toBe(
      'errorrequest failedafter 4.00 msroute/api/contacts',
    );
  });
});
