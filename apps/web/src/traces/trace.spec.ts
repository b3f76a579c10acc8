import { fateOf, spanText, statusTone, subjectOf, type Span } from './trace.ts';

const span = (kind: Span['kind'], attributes: Readonly<Record<string, string>> = {}): Span => ({
  ...{ spanId: '1'.repeat(16), parentSpanId: null, depth: 0, name: 'x', kind, startMs: 0 },
  ...{ durationMs: 1, failed: false, events: [] },
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
});

describe('what became of a trace', () => {
  it.each([
    ['kept', 'sampled', 'In the share'],
    ['kept', 'error', 'Failed'],
    ['kept', 'slow', 'Slow'],
    ['kept', 'forced', 'Asked for'],
    ['open', null, 'Open'],
    ['dropped', null, 'Not kept'],
  ] as const)('is said for %s and %s', (outcome, reason, text) => {
    expect(fateOf({ outcome, reason })).toMatchObject({ text });
  });
});

describe('a step', () => {
  it.each([
    [span('server'), 'request'],
    [span('client', { 'db.system.name': 'postgresql' }), 'database'],
    [span('client', { 'db.system.name': 'redis' }), 'redis'],
    [span('client', { 'gen_ai.request.model': 'm' }), 'ai'],
    [span('internal', { 'gen_ai.request.model': 'm' }), 'ai'],
    [span('client'), 'call'],
    [span('internal'), 'work'],
  ])('is about what its kind and attributes say: %#', (one, subject) => {
    expect(subjectOf(one)).toBe(subject);
  });

  it.each([
    [0.256, '0.26 ms'],
    [12.3, '12 ms'],
    [2_400, '2.4 s'],
  ])('of %d ms takes %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});

describe('a status', () => {
  it.each([
    [204, 'ok'],
    [404, 'warn'],
    [502, 'bad'],
  ])('%d is %s', (status, tone) => {
    expect(statusTone(status)).toBe(tone);
  });
});
