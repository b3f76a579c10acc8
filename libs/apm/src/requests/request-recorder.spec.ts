import { DataPointType, MeterProvider } from '@opentelemetry/sdk-metrics';

import { CollectingReader } from '../metrics/collecting-reader.ts';
import { type AnsweredRequest, createRequestRecorder } from './request-recorder.ts';

function recording() {
  const reader = new CollectingReader();
  const provider = new MeterProvider({ readers: [reader] });
  const told: AnsweredRequest[] = [];
  const recorder = createRequestRecorder({
    meter: provider.getMeter('spec'),
    onRequest: (request) => told.push(request),
  });
  const points = async (name: string) => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return metrics.find(({ descriptor }) => descriptor.name === name);
  };
  return { recorder, points, told };
}

const answered = { method: 'GET', route: '/contacts/:id', status: 200, durationMs: 12 };

describe('a request', () => {
  it('is a duration in seconds by method, route and status', async () => {
    const { recorder, points, told } = recording();
    recorder.begin('GET');
    recorder.end(answered);
    const metric = await points('http.server.request.duration');
    expect(metric?.descriptor.unit).toBe('s');
    expect(metric?.dataPoints).toHaveLength(1);
    expect(metric?.dataPoints[0]).toMatchObject({
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/contacts/:id',
        'http.response.status_code': 200,
      },
      value: { count: 1, sum: 0.012 },
    });
    if (metric?.dataPointType !== DataPointType.HISTOGRAM) throw new Error('no histogram');
    expect(metric.dataPoints[0]?.value.buckets.boundaries).toContain(0.25);
    expect(told).toEqual([answered]);
  });

  it('is active between its begin and its end', async () => {
    const { recorder, points } = recording();
    recorder.begin('GET');
    recorder.begin('GET');
    recorder.end(answered);
    const metric = await points('http.server.active_requests');
    expect(metric?.dataPoints.map(({ value }) => value)).toEqual([1]);
  });

  it.each([
    [{ status: 503 }, '503'],
    [{ status: 500, errorType: 'TypeError' }, 'TypeError'],
    [{ status: 404 }, undefined],
  ])('with %j has the error type %s', async (ending, errorType) => {
    const { recorder, points } = recording();
    recorder.begin('GET');
    recorder.end({ ...answered, ...ending });
    const metric = await points('http.server.request.duration');
    expect(metric?.dataPoints[0]?.attributes['error.type']).toBe(errorType);
  });

  it('without a route and with an invented method adds no series of its own', async () => {
    const { recorder, points } = recording();
    for (const method of ['BREW', 'HACK']) {
      recorder.begin(method);
      recorder.end({ method, status: 404, durationMs: 1 });
    }
    const metric = await points('http.server.request.duration');
    expect(metric?.dataPoints.map(({ attributes }) => attributes)).toEqual([
      { 'http.request.method': '_OTHER', 'http.response.status_code': 404 },
    ]);
    expect(recorder.view().routes).toMatchObject([{ route: '_OTHER', requests: 2 }]);
  });
});
