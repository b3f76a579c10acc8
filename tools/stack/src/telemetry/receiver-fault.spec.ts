import { isReceiverFault } from './receiver-fault.ts';

describe('a fault', () => {
  it.each([
    'none',
    'hang',
    'reset',
    'refuse',
    { delayMs: 5 },
    { status: 500 },
    { status: 429, retryAfterSeconds: 60, headers: { 'x-sentry-rate-limits': '60::organization' } },
  ])('is %j', (value) => expect(isReceiverFault(value)).toBe(true));

  it.each([
    'angry',
    null,
    undefined,
    5,
    {},
    { delayMs: -1 },
    { delayMs: '5' },
    { status: 200 },
    { status: 600 },
    { status: 429, retryAfterSeconds: 'soon' },
    { status: 429, headers: { 'retry-after': 5 } },
  ])('is not %j', (value) => expect(isReceiverFault(value)).toBe(false));
});
