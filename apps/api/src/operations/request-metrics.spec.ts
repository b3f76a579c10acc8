import { createRequestMetrics } from './request-metrics.ts';

describe('request metrics', () => {
  it('know nothing at first', () => {
    expect(createRequestMetrics().snapshot()).toEqual({
      total: 0,
      errors: 0,
      p50Ms: null,
      p95Ms: null,
    });
  });

  it('count what failed on our side', () => {
    const metrics = createRequestMetrics();
    for (const status of [200, 404, 500, 503]) metrics.record(status, 1);
    expect(metrics.snapshot()).toMatchObject({ total: 4, errors: 2 });
  });

  it('follow the newest answers', () => {
    const metrics = createRequestMetrics();
    for (let index = 0; index < 5_000; index += 1) metrics.record(200, 1_000);
    for (let index = 1; index <= 1_024; index += 1) metrics.record(200, index);
    expect(metrics.snapshot()).toMatchObject({ total: 6_024, p50Ms: 513, p95Ms: 973 });
  });
});
