import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

import { manualClock } from '../../test/browser/manual-clock.ts';
import { watchRequests } from './watch-requests.ts';

function watching() {
  const told: unknown[][] = [];
  const clock = manualClock();
  const stop = watchRequests(
    {
      begin: (method) => void told.push(['begin', method]),
      end: (request) => void told.push(['end', request]),
    },
    { clock, routeOf: (path) => (path === '/w/7' ? '/w/[workspace]' : undefined) },
  );
  /** As Node does for each request. */
  const arrive = (url: string, method = 'GET') => {
    const response = Object.assign(new EventEmitter(), {
      statusCode: 200,
      writableFinished: false,
    });
    channel('http.server.request.start').publish({ request: { method, url }, response });
    return response;
  };
  return { told, clock, stop, arrive };
}

describe('a request of a Next app', () => {
  it('is counted when it comes and timed when its answer is out, under its pattern', async () => {
    const { told, clock, stop, arrive } = watching();
    const response = arrive('/w/7?search=x', 'POST');
    expect(told).toEqual([['begin', 'POST']]);
    await clock.pass(12);
    Object.assign(response, { statusCode: 503, writableFinished: true }).emit('close');
    stop();
    expect(told[1]).toEqual([
      'end',
      { method: 'POST', route: '/w/[workspace]', status: 503, durationMs: 12 },
    ]);
  });

  it('is one of a client that left when its answer never got out', () => {
    const { told, stop, arrive } = watching();
    arrive('/wp-admin').emit('close');
    stop();
    expect(told[1]).toMatchObject(['end', { route: undefined, status: 499 }]);
  });

  it('is nothing to a watch that was stopped', () => {
    const { told, stop, arrive } = watching();
    stop();
    arrive('/');
    expect(told).toEqual([]);
  });
});
