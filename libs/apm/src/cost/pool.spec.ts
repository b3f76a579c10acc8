import { manualMachine } from '../../test/cost/manual-machine.ts';
import { createPool } from './pool.ts';

function started(threads = 4, tellsPool = true) {
  const machine = manualMachine(0, tellsPool);
  const booked = new Map<string, number>();
  const book = (name: string, us: number) => void booked.set(name, (booked.get(name) ?? 0) + us);
  const pool = createPool<string>({
    ...machine,
    threads,
    book: { owned: book, threads: (us) => book('threads', us) },
  });
  return { machine, booked, pool };
}

describe('the thread pool', () => {
  it('is charged to the one who queued the work', () => {
    const { machine, booked, pool } = started();
    pool.queued(1, 'crypto', 'a');
    machine.elsewhere(3000);
    pool.done(1, 'crypto', 'a');
    pool.queued(2, 'crypto', 'b');
    machine.elsewhere(9000);
    pool.done(2, 'crypto', 'b');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 3000, b: 9000 });
  });

  it('is split evenly between tasks that are alike', () => {
    const { machine, booked, pool } = started();
    for (const [id, owner] of ['a', 'b', 'b', 'b'].entries()) pool.queued(id, 'crypto', owner);
    machine.elsewhere(8000);
    for (const [id, owner] of ['a', 'b', 'b', 'b'].entries()) pool.done(id, 'crypto', owner);
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 2000, b: 6000 });
  });

  it('is split by what was used while each was served', () => {
    const { machine, booked, pool } = started();
    pool.queued(1, 'crypto', 'a');
    pool.queued(2, 'crypto', 'b');
    machine.elsewhere(2000);
    pool.done(1, 'crypto', 'a');
    machine.elsewhere(4000);
    pool.done(2, 'crypto', 'b');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 1000, b: 5000 });
  });

  it('is not charged for the time in which another process had its processor', () => {
    const { machine, booked, pool } = started();
    pool.queued(1, 'crypto', 'a');
    machine.elsewhere(3000);
    pool.done(1, 'crypto', 'a');
    pool.queued(2, 'crypto', 'b');
    machine.elsewhere(3000);
    machine.preempt(6000);
    pool.done(2, 'crypto', 'b');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 3000, b: 3000 });
  });

  it('is split evenly when more have ended than can be served at once', () => {
    const { machine, booked, pool } = started(2);
    const owners = ['a', 'b', 'b', 'b'];
    for (const [id, owner] of owners.entries()) pool.queued(id, 'crypto', owner);
    machine.elsewhere(8000);
    for (const [id, owner] of owners.entries()) {
      pool.done(id, 'crypto', owner);
      // What follows in the same turn is not served yet.
      pool.queued(id + 10, 'crypto', 'late');
    }
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 2000, b: 6000 });
  });

  it('learns that a kind of task only waits', () => {
    const { machine, booked, pool } = started();
    for (let n = 0; n < 200; n += 1) {
      const both = n % 3 === 0;
      pool.queued(1, 'fs', 'reader');
      if (both) pool.queued(2, 'crypto', 'hasher');
      machine.elsewhere(both ? 1010 : 10);
      machine.wait(both ? 0 : 1000);
      pool.done(1, 'fs', 'reader');
      pool.done(2, 'crypto', 'hasher');
      pool.settle();
      if (n === 100) booked.clear();
    }
    const [reader = 0, hasher = 0] = [booked.get('reader'), booked.get('hasher')];
    expect(hasher / (reader + hasher)).toBeGreaterThan(0.9);
  });

  it('charges nothing to tasks that wait for a thread', () => {
    const { machine, booked, pool } = started(1);
    pool.queued(1, 'crypto', 'a');
    pool.queued(2, 'crypto', 'b');
    machine.elsewhere(5000);
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 5000 });
  });

  it('charges a task that was only seen to end', () => {
    const { machine, booked, pool } = started();
    machine.elsewhere(700);
    pool.done(9, 'zlib', 'zip');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ zip: 700 });
  });
});

describe('work of other threads', () => {
  it('is nobody’s when no task was in the pool', () => {
    const { machine, booked, pool } = started();
    machine.elsewhere(1234, { pool: false });
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ threads: 1234 });
  });

  it('is told from the pool’s where the system tells them apart', () => {
    const { machine, booked, pool } = started();
    pool.queued(1, 'crypto', 'a');
    machine.elsewhere(3000);
    machine.elsewhere(1000, { pool: false });
    pool.done(1, 'crypto', 'a');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 3000, threads: 1000 });
  });

  it('is charged with the pool’s where the system does not', () => {
    const { machine, booked, pool } = started(4, false);
    pool.queued(1, 'crypto', 'a');
    machine.elsewhere(3000);
    machine.elsewhere(1000, { pool: false });
    pool.done(1, 'crypto', 'a');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 4000 });
  });
});
