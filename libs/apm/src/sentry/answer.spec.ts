import { askedPauseMs, outcomeOf, type Answer } from './answer.ts';

const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  retryAfter: undefined,
  rateLimits: undefined,
  ...more,
});

describe('an answer', () => {
  it.each([
    [200, 'delivered'],
    [202, 'delivered'],
    [301, 'rejected'],
    [400, 'rejected'],
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [408, 'retry'],
    [413, 'too_large'],
    [425, 'retry'],
    [429, 'limited'],
    [500, 'retry'],
    [503, 'retry'],
    [0, 'rejected'],
  ])('of %d means %s', (status, outcome) => {
    expect(outcomeOf(answer(status))).toBe(outcome);
  });

  it.each<[string, Answer, number]>([
    ['nothing', answer(200), 0],
    ['a bare 429', answer(429), 60_000],
    ['Retry-After in seconds', answer(429, { retryAfter: '7' }), 7000],
    ['Retry-After as a date', answer(503, { retryAfter: 'Thu, 01 Jan 1970 00:00:12 GMT' }), 11_000],
    ['Retry-After in the past', answer(503, { retryAfter: 'Thu, 01 Jan 1970 00:00:00 GMT' }), 0],
    ['a limit of errors', answer(429, { rateLimits: '9:error:organization' }), 9000],
    ['a limit of everything', answer(429, { rateLimits: '9::organization' }), 9000],
    ['a limit of transactions', answer(200, { rateLimits: '9:transaction:project' }), 0],
    ['several limits', answer(429, { rateLimits: '5:transaction:key, 8:default;error:key' }), 8000],
  ])('with %s asks for %s', (_, given, pauseMs) => {
    expect(askedPauseMs(given, 1000)).toBe(pauseMs);
  });
});
