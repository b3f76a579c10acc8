import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { manualMachine } from '../../test/cost/manual-machine.ts';
import { createTimeline } from './timeline.ts';

function started() {
  const machine = manualMachine();
  const booked = new Map<string, number>();
  const book = (name: string, us: number) => void booked.set(name, (booked.get(name) ?? 0) + us);
  const timeline = createTimeline('outside', {
    ...machine,
    book: {
      owned: book,
      loop: (us) => book('loop', us),
      collected(owner = 'loop', us) {
        book(owner, -us);
        book('gc', us);
      },
    },
  });
  return { machine, booked, timeline };
}

describe('the timeline of a thread', () => {
  it('gives each owner what was used while its code ran', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(300);
    timeline.enter('b');
    machine.burn(100);
    timeline.enter('a');
    machine.burn(50);
    timeline.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 350, b: 100 });
  });

  it('gives nobody the time in which the loop waits', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(100);
    timeline.enter(undefined);
    machine.burn(20);
    machine.wait(5000);
    timeline.enter('a');
    machine.burn(200);
    timeline.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 300, loop: 20 });
  });

  it('gives nobody the time in which another process had the processor', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(600);
    machine.preempt(100_000);
    timeline.enter('b');
    machine.burn(600);
    timeline.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 600, b: 600 });
  });

  it('takes that time from whose code was interrupted, not from who ran shortly before', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(300);
    timeline.enter('b');
    machine.burn(100);
    machine.preempt(3000);
    timeline.enter('a');
    machine.burn(400);
    timeline.enter('b');
    timeline.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 700, b: 100 });
  });

  it('gives the loop what waiting itself uses', () => {
    const { machine, booked, timeline } = started();
    for (let n = 0; n < 200; n += 1) {
      timeline.enter('a');
      machine.burn(300);
      timeline.enter(undefined);
      machine.wait(4000);
      machine.sleepless(100);
    }
    timeline.enter('a');
    timeline.settle();
    expect(booked.get('a')).toBe(200 * 300);
    expect(booked.get('loop')).toBe(200 * 100);
  });

  it('loses and invents nothing, whatever happens', () => {
    const owner = constantFrom('a', 'b', 'c', undefined);
    const step = record({
      owner,
      burn: integer({ min: 0, max: 900 }),
      preempt: integer({ min: 0, max: 5000 }),
      wait: integer({ min: 0, max: 5000 }),
      settle: constantFrom(true, false),
    });
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const { machine, booked, timeline } = started();
        for (const { owner, burn, preempt, wait, settle } of steps) {
          timeline.enter(owner);
          machine.burn(burn);
          machine.preempt(preempt);
          if (owner === undefined) machine.wait(wait);
          if (settle) timeline.settle();
        }
        timeline.settle();
        const sum = booked.values().reduce((a, b) => a + b, 0);
        expect(sum).toBe(machine.cpu.read().threadUs);
        expect(booked.values().every((us) => us >= 0)).toBe(true);
      }),
    );
  });

  it('reads the clock of the processor at most once in two milliseconds', () => {
    const machine = manualMachine();
    let readings = 0;
    const cpu = { ...machine.cpu, read: () => (readings++, machine.cpu.read()) };
    const book = { owned: () => undefined, loop: () => undefined, collected: () => undefined };
    const timeline = createTimeline('a', { cpu, clock: machine.clock, book });
    for (let n = 0; n < 1000; n += 1) {
      machine.burn(10);
      timeline.enter(`owner ${n}`);
    }
    expect(readings).toBeLessThanOrEqual(6);
  });

  it('bounds what it remembers when owners change without end', () => {
    const { machine, booked, timeline } = started();
    for (let n = 0; n < 5000; n += 1) timeline.enter(n % 2 === 0 ? 'a' : 'b');
    machine.burn(10);
    timeline.settle();
    expect(booked.get('b')).toBe(10);
  });
});

describe('a pause of the collector', () => {
  it('is taken from the owner in whose time it fell', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(1000);
    timeline.enter('b');
    machine.burn(1000);
    timeline.pause({ startMs: 0.5, durationMs: 0.25 });
    timeline.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 750, b: 1000, gc: 250 });
  });

  it('is found in the time that is not booked yet', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(400);
    timeline.pause({ startMs: 0.1, durationMs: 0.1 });
    expect(Object.fromEntries(booked)).toEqual({ a: 300, gc: 100 });
  });

  it('takes no more than was used in its time', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(1000);
    machine.preempt(1000);
    timeline.enter('b');
    timeline.pause({ startMs: 0.1, durationMs: 1.5 });
    expect(Object.fromEntries(booked)).toEqual({ a: 250, gc: 750 });
    timeline.pause({ startMs: 0.1, durationMs: 1.5 });
    expect(Object.fromEntries(booked)).toEqual({ a: 0, gc: 1000 });
  });

  it('that is reported too late stays with its owner', () => {
    const { machine, booked, timeline } = started();
    timeline.enter('a');
    machine.burn(1000);
    for (let n = 0; n < 3000; n += 1) {
      timeline.enter(n % 2 === 0 ? 'b' : 'c');
      machine.burn(10);
    }
    timeline.pause({ startMs: 0.1, durationMs: 0.5 });
    expect(booked.get('gc')).toBeUndefined();
  });
});
