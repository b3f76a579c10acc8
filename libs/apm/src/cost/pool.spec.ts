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
    pool.queued(1, 'a');
    machine.elsewhere(3000);
    pool.done(1, 'a');
    pool.queued(2, 'b');
    machine.elsewhere(9000);
    pool.done(2, 'b');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 3000, b: 9000 });
  });

  it('is split evenly between tasks that are alike', () => {
    const { machine, booked, pool } = started();
    for (const [id, owner] of ['a', 'b', 'b', 'b'].entries()) pool.queued(id, owner);
    machine.elsewhere(8000);
    for (const [id, owner] of ['a', 'b', 'b', 'b'].entries()) pool.done(id, owner);
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 2000, b: 6000 });
  });

  it('is split by what tasks of the owners have used before', () => {
    const { machine, booked, pool } = started();
    for (const [id, owner, us] of [
      [1, 'a', 2000],
      [2, 'b', 6000],
    ] as const) {
      pool.queued(id, owner);
      machine.elsewhere(us);
      pool.done(id, owner);
    }
    pool.settle();
    booked.clear();
    pool.queued(3, 'a');
    pool.queued(4, 'b');
    machine.elsewhere(8000);
    pool.done(3, 'a');
    pool.done(4, 'b');
    pool.settle();
    expect(booked.get('a')).toBeCloseTo(2000, -1);
    expect(booked.get('b')).toBeCloseTo(6000, -1);
  });

  it('charges nothing to tasks that wait for a thread', () => {
    const { machine, booked, pool } = started(1);
    pool.queued(1, 'a');
    pool.queued(2, 'b');
    machine.elsewhere(5000);
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 5000 });
  });

  it('charges a task that was only seen to end', () => {
    const { machine, booked, pool } = started();
    machine.elsewhere(700);
    pool.done(9, 'zip');
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
    pool.queued(1, 'a');
    machine.elsewhere(3000);
    machine.elsewhere(1000, { pool: false });
    pool.done(1, 'a');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 3000, threads: 1000 });
  });

  it('is charged with the pool’s where the system does not', () => {
    const { machine, booked, pool } = started(4, false);
    pool.queued(1, 'a');
    machine.elsewhere(3000);
    machine.elsewhere(1000, { pool: false });
    pool.done(1, 'a');
    pool.settle();
    expect(Object.fromEntries(booked)).toEqual({ a: 4000 });
  });
});
