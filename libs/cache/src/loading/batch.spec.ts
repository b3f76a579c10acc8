import { createManualClock } from '../testing/manual-clock.ts';
import { createBatch, type Place } from './batch.ts';

function open(load = async (keys: readonly string[]) => keys.map((key) => `the ${key}`)) {
  const clock = createManualClock();
  const calls: (readonly string[])[] = [];
  const batch = createBatch((keys: readonly string[]) => {
    calls.push(keys);
    return load(keys);
  }, clock);
  return { clock, calls, places: ['a', 'b', 'c'].map((key) => batch.place(key)) };
}

const nothing = () => undefined;
const { signal } = new AbortController();
const context = { signal, stale: undefined, tag: nothing, setTtl: nothing };
const ask = (place: Place<string> | undefined) => place?.loader(context);

describe('a batch', () => {
  it('is loaded by one call, as soon as each key was asked for or passed', async () => {
    const { calls, places, clock } = open();
    const [a, b, c] = places;
    const asked = [ask(a), ask(c)];
    expect(calls).toEqual([]);
    b?.pass();
    b?.pass();
    expect(await Promise.all(asked)).toEqual(['the a', 'the c']);
    expect([calls, clock.pending]).toEqual([[['a', 'c']], 0]);
  });

  it('waits a moment for keys that may still be asked for, which then have a call of their own', async () => {
    const { calls, places, clock } = open();
    const [a, b, c] = places;
    const first = ask(a);
    c?.pass();
    clock.advance(2);
    expect(await first).toBe('the a');
    expect(await ask(b)).toBe('the b');
    expect(calls).toEqual([['a'], ['b']]);
  });

  it('calls nothing when every key was passed', () => {
    const { calls, places } = open();
    for (const place of places) place.pass();
    expect(calls).toEqual([]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('broken')), 'broken'],
    ['answers too few values', async () => ['one'], '1 values for 3 keys'],
    ['answers no values', async () => undefined as never, '0 values for 3 keys'],
  ])('tells everybody when its loader %s', async (_, load, message) => {
    const { places } = open(load);
    const asked = await Promise.allSettled(places.map(ask));
    for (const each of asked) {
      expect(each).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining(message) },
      });
    }
    expect(asked).toHaveLength(3);
  });
});
