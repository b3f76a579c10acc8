import type { Clock } from '../clock.ts';
import { createRouteStatistics } from './route-statistics.ts';

function manualClock(startMs: number): Clock & { nowMs: number } {
  const clock = {
    nowMs: startMs,
    now: () => clock.nowMs,
    monotonicMs: () => clock.nowMs,
    setTimer: () => ({ cancel: () => undefined }),
  };
  return clock;
}

const minute = 60_000;

describe('the statistics of routes', () => {
  it('know how many requests a route had, how many failed, and how long they took', () => {
    const statistics = createRouteStatistics();
    for (let ms = 1; ms <= 100; ms += 1) {
      statistics.record({ route: 'GET /a', status: ms > 98 ? 500 : 200, durationMs: ms });
    }
    statistics.record({ route: 'GET /b', status: 404, durationMs: 1 });
    const { routes, total } = statistics.view();
    expect(routes.map(({ route }) => route)).toEqual(['GET /a', 'GET /b']);
    expect(routes[0]).toMatchObject({ requests: 100, errors: 2 });
    expect(routes[0]?.p50Ms).toBeCloseTo(50, 0);
    expect(routes[0]?.p95Ms).toBeCloseTo(95, 0);
    expect(routes[0]?.p99Ms).toBeCloseTo(99, 0);
    expect(total).toMatchObject({ route: 'all', requests: 101, errors: 2 });
  });

  it('have a course of minutes, of which old ones go', () => {
    const clock = manualClock(10 * minute);
    const statistics = createRouteStatistics({ clock, windowMinutes: 3 });
    for (let n = 0; n < 5; n += 1) {
      statistics.record({ route: 'GET /a', status: 200, durationMs: n + 1 });
      clock.nowMs += minute;
    }
    const { minutes } = statistics.view();
    expect(minutes.map(({ startsAtMs }) => startsAtMs / minute)).toEqual([12, 13, 14]);
    expect(minutes.map(({ requests }) => requests)).toEqual([1, 1, 1]);
    expect(minutes.at(-1)?.p95Ms).toBeCloseTo(5, 1);
  });

  it('begin a new window when the old one is over', () => {
    const clock = manualClock(0);
    const statistics = createRouteStatistics({ clock, windowMinutes: 2 });
    statistics.record({ route: 'GET /old', status: 200, durationMs: 1 });
    clock.nowMs = 2 * minute;
    statistics.record({ route: 'GET /new', status: 200, durationMs: 1 });
    const { sinceMs, routes } = statistics.view();
    expect(routes.map(({ route }) => route)).toEqual(['GET /new']);
    expect(sinceMs).toBe(2 * minute);
  });

  it('keep their memory when there are more routes than they tell apart', () => {
    const statistics = createRouteStatistics({ maxRoutes: 2 });
    for (const route of ['a', 'b', 'c', 'd', 'a']) {
      statistics.record({ route, status: 200, durationMs: 1 });
    }
    const counts = statistics.view().routes.map(({ route, requests }) => [route, requests]);
    expect(counts).toEqual([
      ['a', 2],
      ['other', 2],
      ['b', 1],
    ]);
  });

  it('survive a clock that is set back, and a request that took no time', () => {
    const clock = manualClock(5 * minute);
    const statistics = createRouteStatistics({ clock });
    statistics.record({ route: 'a', status: 200, durationMs: 0 });
    clock.nowMs = minute;
    statistics.record({ route: 'a', status: 200, durationMs: -1 });
    const { minutes, total } = statistics.view();
    expect(minutes).toHaveLength(1);
    expect(total).toMatchObject({ requests: 2, p99Ms: 0.001 });
  });

  it('are empty before the first request', () => {
    expect(createRouteStatistics({ clock: manualClock(7) }).view()).toEqual({
      sinceMs: 7,
      routes: [],
      total: { route: 'all', requests: 0, errors: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0 },
      minutes: [],
    });
  });
});
