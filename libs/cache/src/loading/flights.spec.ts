import { createMarks } from '../coherence/marks.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import type { Flown, Takeoff } from './flight.ts';
import { createFlights, runTogether, type Flights } from './flights.ts';

const reentrant = expect.objectContaining({ code: 'CACHE_REENTRANT' });
const brought = (value: string): Flown<string> => ({
  landing: { value, layer: 'loader', isStale: false },
});

function open(errorTtlMs = 0) {
  const marks = createMarks({ kept: () => [] });
  const clock = createManualClock();
  return { marks, clock, flights: createFlights<string>({ marks, clock, errorTtlMs }) };
}

/** A flight that lands when it is told to. */
function depart(flights: Flights<string>, name: string, tags: readonly string[] = []) {
  const end = Promise.withResolvers<Flown<string>>();
  let takeoff: Takeoff<string> | undefined;
  const flight = flights.start(name, [name, ...tags], (given) => {
    takeoff = given;
    return end.promise;
  });
  if (!takeoff) throw new Error('it did not take off');
  return { flight, takeoff, land: end.resolve, fail: end.reject };
}

describe('a flight', () => {
  it('is found until it has landed and is stored', async () => {
    const { flights } = open();
    const stored = Promise.withResolvers<void>();
    const { flight, land } = depart(flights, 'k');
    land({ ...brought('v'), store: () => stored.promise });
    expect(await flights.wait(flight)).toMatchObject({ value: 'v' });
    expect([flights.find('k'), flights.size]).toEqual([flight, 1]);
    stored.resolve();
    await stored.promise;
    await null;
    expect([flights.find('k'), flights.size]).toEqual([undefined, 0]);
  });

  it('is not found once something that it depends on was invalidated', () => {
    const { flights, marks } = open();
    const { flight, takeoff } = depart(flights, 'k', ['t']);
    takeoff.depend(['found']);
    marks.invalidate(['other']);
    expect(flights.find('k')).toBe(flight);
    marks.invalidate(['found']);
    expect([flights.find('k'), takeoff.isOutdated()]).toEqual([undefined, true]);
  });

  it('tells who joined it how many of its names had to be known', async () => {
    const { flights, marks } = open();
    const { flight, takeoff, land } = depart(flights, 'k', ['t']);
    marks.invalidate(['t']);
    takeoff.depend(['found', 't']);
    land(brought('v'));
    await flights.wait(flight);
    // `k` and `t`, and not what was found behind them.
    expect(flight.outdatedNames).toBe(2);
  });

  it('is replaced by a later one of the same name', () => {
    const { flights } = open();
    const first = depart(flights, 'k');
    const second = depart(flights, 'k');
    expect(flights.find('k')).toBe(second.flight);
    expect([first.takeoff.isReplaced(), second.takeoff.isReplaced()]).toEqual([true, false]);
  });

  it('is given up when the last who waits leaves', async () => {
    const { flights } = open();
    const { flight, takeoff } = depart(flights, 'k');
    const callers = [new AbortController(), new AbortController()];
    const waits = callers.map(({ signal }) => flights.wait(flight, signal));
    callers[0]?.abort(new Error('the first left'));
    await expect(waits[0]).rejects.toThrow('the first left');
    expect(takeoff.isAbandoned).toBe(false);
    callers[1]?.abort(new Error('the last left'));
    await expect(waits[1]).rejects.toThrow('the last left');
    expect([takeoff.isAbandoned, takeoff.controller.signal.aborted]).toEqual([true, true]);
    expect(flights.find('k')).toBeUndefined();
  });

  it('goes on without anybody in the background', async () => {
    const { flights } = open();
    const { flight, takeoff } = depart(flights, 'k');
    flight.isBackground = true;
    const leaving = new AbortController();
    const wait = flights.wait(flight, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(wait).rejects.toThrow('left');
    expect(takeoff.isAbandoned).toBe(false);
  });

  it('that failed is found for as long as its error is to be kept', async () => {
    const { flights, clock } = open(100);
    const { flight, fail } = depart(flights, 'k');
    fail(new Error('broken'));
    await expect(flights.wait(flight)).rejects.toThrow('broken');
    clock.advance(99);
    expect(flights.find('k')).toBe(flight);
    clock.advance(1);
    expect(flights.find('k')).toBeUndefined();
  });
});

describe('a loader that waits for itself', () => {
  it('is refused, be it over other flights', async () => {
    const { flights } = open();
    const [one, two] = [depart(flights, 'one'), depart(flights, 'two')];
    const waiting = one.takeoff.run(() => flights.wait(two.flight));
    await expect(two.takeoff.run(() => flights.wait(one.flight))).rejects.toEqual(reentrant);
    two.land(brought('v'));
    expect(await waiting).toMatchObject({ value: 'v' });
  });

  it('is refused as well where it would begin the same again', () => {
    const { flights } = open();
    const { takeoff } = depart(flights, 'k');
    expect(() => takeoff.run(() => depart(flights, 'k'))).toThrow(reentrant);
    // Another namespace may call its value the same.
    expect(() => takeoff.run(() => depart(open().flights, 'k'))).not.toThrow();
  });

  it('is refused for each of the flights that it loads for', async () => {
    const { flights } = open();
    const [one, two] = [depart(flights, 'one'), depart(flights, 'two')];
    await runTogether([one.flight, two.flight], async () => {
      await expect(flights.wait(two.flight)).rejects.toEqual(reentrant);
      await expect(flights.wait(one.flight)).rejects.toEqual(reentrant);
    });
  });
});
