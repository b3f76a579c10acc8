import assert from 'node:assert/strict';
import {
  bodyIfCurrent,
  type InvalidationBatch,
  type LogPage,
  type LogPosition,
  payloadHeader,
  type SharedStore,
  stampOfRun,
} from '../shared-store.ts';

/** The test framework to report to (Jest, Vitest, node:test), and how time passes for the store. */
export interface ContractHarness {
  describe(title: string, define: () => void): unknown;
  it(title: string, run: () => Promise<void>): unknown;
  /** Lets that many milliseconds of the store's time pass. */
  wait(ms: number): Promise<void>;
}

/** Two views of one empty store, as two processes have them. */
export type StoreViews = readonly [SharedStore, SharedStore];

const free = { key: 'k', stamps: [], leaseMs: 10_000, isRefresh: false };
const nothing = { keys: [], tags: [], expire: [], origin: 'A' } as const; // narrow for the spread below

/**
 * Defines the tests that every {@link SharedStore} has to pass.
 *
 * @param open called once for each test; the views are disposed of after it
 */
export function sharedStoreContract(
  { describe, it, wait }: ContractHarness,
  open: () => Promise<StoreViews>,
): void {
  let made = 0;
  const token = () => `token${(made += 1)}`;

  const test = (title: string, run: (store: SharedStore, other: SharedStore) => Promise<void>) =>
    it(title, async () => {
      const [store, other] = await open();
      try {
        await run(store, other);
      } finally {
        await store[Symbol.asyncDispose]();
        await other[Symbol.asyncDispose]();
      }
    });

  /** Stamps for the tags, and a payload that carries them. */
  async function stamped(store: SharedStore, tags: readonly string[], body: string) {
    const stamps = await store.stamp(tags, token());
    return { stamps, payload: payloadHeader(stamps) + body };
  }

  /** Loads a value as a cache does. */
  async function load(
    store: SharedStore,
    { key, tags, body = 'body', ttlMs = 10_000 }: LoadedValue,
  ) {
    const { stamps, payload } = await stamped(store, tags, body);
    const lease = token();
    const state = await store.lease({ ...free, key, stamps, token: lease });
    assert.equal(state.holder, lease);
    assert.equal(await store.fill(key, lease, payload, ttlMs), true);
    return { stamps, payload };
  }

  const invalidate = (store: SharedStore, batch: Partial<InvalidationBatch>) =>
    store.invalidate({ ...nothing, stamp: token(), ...batch });

  /** What does not depend on the time. */
  async function seen(page: Promise<LogPage>) {
    const { anchor, entries } = await page;
    return { anchor, entries };
  }

  const begin = (store: SharedStore) => store.head('root', 'A', token());

  describe('what was loaded', () => {
    test('is read with its stamps and the time that it stays', async (store, other) => {
      const { stamps, payload } = await load(store, { key: 'k', tags: ['root', 't'] });
      const state = await other.read({ key: 'k', tags: ['root', 't'] });
      assert.equal(state.payload, payload);
      assert.deepEqual(state.stamps, stamps);
      assert.equal(bodyIfCurrent(payload, state.stamps), 'body');
      assert.ok(state.leftMs > 5000 && state.leftMs <= 10_000, `${state.leftMs} ms`);
    });

    test('is nothing for a key that was never filled', async (store) => {
      const state = await store.read({ key: 'k', tags: ['t', 'u'] });
      assert.deepEqual(state, { payload: undefined, leftMs: 0, stamps: [undefined, undefined] });
    });

    test('is gone after its time', async (store) => {
      await load(store, { key: 'k', tags: [], ttlMs: 50 });
      await wait(80);
      const state = await store.read({ key: 'k', tags: [] });
      assert.deepEqual(state, { payload: undefined, leftMs: 0, stamps: [] });
    });

    test('may be any text', async (store) => {
      for (const body of ['', '~', '|', '0', 'é€😀\u0000\r\n', 'x'.repeat(1_000_000)]) {
        await invalidate(store, { keys: ['k'] });
        const { payload } = await load(store, { key: 'k', tags: ['t'], body });
        assert.equal((await store.read({ key: 'k', tags: [] })).payload, payload);
      }
    });

    test('is read for many in the order of the requests', async (store) => {
      const keys = Array.from({ length: 150 }, (_, n) => `k${n}`);
      const loaded = new Map<string, string>();
      for (const key of keys.filter((_, n) => n % 2 === 0)) {
        const { payload } = await load(store, { key, tags: ['root', `of:${key}`], body: key });
        loaded.set(key, payload);
      }
      const states = await store.readMany(
        keys.map((key) => ({ key, tags: ['root', `of:${key}`] })),
      );
      assert.deepEqual(
        states.map(({ payload }) => payload),
        keys.map((key) => loaded.get(key)),
      );
      states.forEach(({ payload, stamps, leftMs }, n) => {
        assert.equal(stamps.length, 2);
        assert.equal(stamps[1] === undefined, n % 2 === 1);
        assert.equal(leftMs > 0, payload !== undefined);
      });
      assert.deepEqual(await store.readMany([]), []);
    });
  });

  describe('a stamp', () => {
    test('is given to each tag that has none and kept by the others', async (store, other) => {
      assert.deepEqual(await store.stamp(['a', 'b'], 'one'), ['one', 'one']);
      assert.deepEqual(await other.stamp(['b', 'c', 'c'], 'two'), ['one', 'two', 'two']);
      assert.deepEqual(await store.stamp([], 'three'), []);
    });

    test('is the same for all who ask at once', async (store, other) => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => (n % 2 ? store : other).stamp(['a'], `s${n}`)),
      );
      assert.equal(new Set(answers.flat()).size, 1);
    });

    test('is replaced by an invalidation of its tag, also among hundreds', async (store, other) => {
      const tags = Array.from({ length: 250 }, (_, n) => `t${n}`);
      await store.stamp([...tags, 'untouched'], 'old');
      await invalidate(store, { tags, stamp: 'new' });
      const { stamps } = await other.read({ key: 'k', tags });
      assert.ok(stamps.every((stamp) => stamp?.startsWith('new.')));
      assert.deepEqual(await other.stamp(['untouched'], 'x'), ['old']);
    });
  });

  describe('a lease', () => {
    test('is held by one of all who want it at once', async (store, other) => {
      const stamps = await store.stamp(['t'], token());
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 ? store : other).lease({ ...free, stamps, token: `w${n}` }),
        ),
      );
      const [first] = answers;
      assert.ok(first?.holder);
      for (const answer of answers) assert.equal(answer.holder, first.holder);
    });

    test('is not a payload', async (store) => {
      await store.lease({ ...free, token: token() });
      const state = await store.read({ key: 'k', tags: [] });
      assert.deepEqual(state, { payload: undefined, leftMs: 0, stamps: [] });
    });

    test('is not given where a payload is current', async (store, other) => {
      const { stamps, payload } = await load(store, { key: 'k', tags: ['t'] });
      const state = await other.lease({ ...free, stamps, token: token() });
      assert.equal(state.payload, payload);
      assert.ok(state.payload !== undefined && state.leftMs > 5000 && state.leftMs <= 10_000);
    });

    test('for a refresh lies beside the payload, which stays readable until it is filled', async (store, other) => {
      const { stamps, payload } = await load(store, { key: 'k', tags: ['t'] });
      const state = await other.lease({ ...free, stamps, token: 'r', isRefresh: true });
      assert.equal(state.holder, 'r');
      assert.equal((await store.read({ key: 'k', tags: [] })).payload, payload);
      const second = await store.lease({ ...free, stamps, token: 'q', isRefresh: true });
      assert.equal(second.holder, 'r');
      assert.equal(await other.fill('k', 'r', `${payload}2`, 10_000), true);
      assert.equal((await store.read({ key: 'k', tags: [] })).payload, `${payload}2`);
    });

    test('replaces a payload whose tag was invalidated', async (store) => {
      await load(store, { key: 'k', tags: ['t'] });
      await invalidate(store, { tags: ['t'] });
      await load(store, { key: 'k', tags: ['t'], body: 'new' });
      assert.match((await store.read({ key: 'k', tags: [] })).payload ?? '', /new$/);
    });

    test('ends by itself', async (store, other) => {
      await store.lease({ ...free, token: 'slow', leaseMs: 40 });
      await wait(70);
      assert.equal(await store.fill('k', 'slow', '|late', 10_000), false);
      const state = await other.lease({ ...free, token: 'next' });
      assert.equal(state.holder, 'next');
    });

    test('is taken over only from the load that was named', async (store, other) => {
      const want = (as: string, over?: string) =>
        other.lease({ ...free, token: as, ...(over && { over }) });
      await store.lease({ ...free, token: 'slow' });
      assert.equal((await want('b', 'another')).holder, 'slow');
      assert.equal((await want('b', 'slow')).holder, 'b');
      assert.equal((await want('c', 'any')).holder, 'c');
      assert.equal(await other.fill('k', 'b', '|b', 10_000), false);
      assert.equal(await store.fill('k', 'slow', '|slow', 10_000), false);
      assert.equal(await other.fill('k', 'c', '|c', 10_000), true);
    });

    test('is given back by its holder only', async (store, other) => {
      await store.lease({ ...free, token: 'a' });
      await other.release('k', 'b');
      assert.equal(await store.fill('k', 'a', '|a', 10_000), true);
      await store.release('k', 'a');
      assert.equal((await store.read({ key: 'k', tags: [] })).payload, '|a');
      await invalidate(store, { keys: ['k'] });
      await store.lease({ ...free, token: 'c' });
      await store.release('k', 'c');
      assert.equal((await other.lease({ ...free, token: 'd' })).holder, 'd');
    });

    test('fills once', async (store) => {
      await store.lease({ ...free, token: 'a' });
      const fills = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.fill('k', 'a', `|${n}`, 10_000)),
      );
      assert.equal(fills.filter(Boolean).length, 1);
    });
  });

  describe('a load that began before', () => {
    const batches: readonly [string, Partial<InvalidationBatch>][] = [
      ['its key was removed', { keys: ['k'] }],
      ['its key was made stale', { expire: [{ key: 'k', graceMs: 10_000 }] }],
    ];
    for (const [what, batch] of batches) {
      test(`is refused when ${what}`, async (store, other) => {
        await store.lease({ ...free, token: 'a' });
        await invalidate(other, batch);
        assert.equal(await store.fill('k', 'a', '|old', 10_000), false);
        assert.equal((await store.read({ key: 'k', tags: [] })).payload, undefined);
      });
    }

    test('is refused when its key was written by another', async (store, other) => {
      await store.lease({ ...free, token: 'a' });
      await other.lease({ ...free, token: 'b', over: 'any' });
      await invalidate(other, { write: { key: 'k', token: 'b', payload: '|set', ttlMs: 10_000 } });
      assert.equal(await store.fill('k', 'a', '|old', 10_000), false);
      assert.equal((await store.read({ key: 'k', tags: [] })).payload, '|set');
    });

    test('is out of date when its tag was invalidated, and stored in vain', async (store, other) => {
      const { stamps, payload } = await stamped(store, ['t'], 'old');
      await store.lease({ ...free, stamps, token: 'a' });
      await invalidate(other, { tags: ['t'] });
      await store.fill('k', 'a', payload, 10_000);
      const state = await store.read({ key: 'k', tags: ['t'] });
      assert.equal(bodyIfCurrent(payload, state.stamps), undefined);
    });
  });

  describe('an invalidation', () => {
    test('removes, makes stale and writes', async (store, other) => {
      await load(store, { key: 'removed', tags: [] });
      await load(store, { key: 'stale', tags: [], body: 'stale' });
      await load(store, { key: 'nearly gone', tags: [], ttlMs: 1000 });
      await load(store, { key: 'written', tags: [] });
      const expire = ['stale', 'nearly gone', 'never there'].map((key) => ({ key, graceMs: 2000 }));
      const write = { key: 'written', token: 'w', payload: '|set', ttlMs: 5000 };
      await store.lease({ ...free, key: 'written', token: 'w', isRefresh: true });
      await invalidate(store, { keys: ['removed'], expire, write });
      const names = ['removed', 'stale', 'nearly gone', 'never there', 'written'];
      const states = await other.readMany(names.map((key) => ({ key, tags: [] })));
      assert.deepEqual(
        states.map(({ payload }) => payload),
        [undefined, '|stale', '|body', undefined, '|set'],
      );
      const [, stale, nearlyGone, , written] = states.map(({ leftMs }) => leftMs);
      assert.ok(stale !== undefined && stale > 1000 && stale <= 2000, `${stale} ms`);
      assert.ok(nearlyGone !== undefined && nearlyGone <= 1000, `${nearlyGone} ms`);
      assert.ok(written !== undefined && written > 4000 && written <= 5000, `${written} ms`);
    });

    test('writes nothing when the lease was voided before', async (store, other) => {
      await store.lease({ ...free, token: 'a' });
      await invalidate(other, { keys: ['k'] });
      await invalidate(store, { write: { key: 'k', token: 'a', payload: '|set', ttlMs: 10_000 } });
      assert.equal((await store.read({ key: 'k', tags: [] })).payload, undefined);
    });

    test('ends the buckets of keys that it removes or writes, where keys have some', async (store, other) => {
      const { bucketOf } = store;
      if (!bucketOf) return;
      const position = await begin(store);
      const keys = ['n:removed', 'n:written', 'n:stale', 'n:left'];
      const buckets = keys.map(bucketOf);
      assert.equal(new Set(buckets).size, keys.length);
      await store.stamp(buckets, 'old');
      await store.lease({ ...free, key: 'n:written', token: 'new' });
      const write = { key: 'n:written', token: 'new', payload: 'new|set', ttlMs: 5000 };
      const expire = [{ key: 'n:stale', graceMs: 1000 }];
      await invalidate(other, { keys: ['n:removed'], write, expire, stamp: 'new' });
      const { stamps, entries } = await store.stampsSince(buckets, position);
      const [removed, ...others] = stamps;
      assert.notEqual(removed, 'old');
      // What was written carries its token as the stamp of its bucket.
      assert.deepEqual(others, ['new', 'old', 'old']);
      assert.deepEqual(
        entries.flatMap(({ tags }) => tags),
        [],
      );
    });

    test('gives other stamps when it is sent a second time', async (store) => {
      await begin(store);
      const bucket = store.bucketOf?.('n:k') ?? 'u';
      const matching = [{ tag: 'm', patterns: ['items:a*'] }];
      const batch = { keys: ['n:k'], tags: ['t', bucket], matching, stamp: 'same' };
      const stamps: string[] = [];
      for (let run = 0; run < 2; run += 1) {
        await invalidate(store, batch);
        stamps.push(...(await store.stamp(['t', bucket, 'm'], 'unused')));
      }
      // The tag and the bucket have that of the entry, the one with patterns another.
      assert.equal(new Set(stamps).size, 4);
    });

    test('without a grace removes', async (store) => {
      await load(store, { key: 'k', tags: [] });
      await invalidate(store, { expire: [{ key: 'k', graceMs: 0 }] });
      assert.equal((await store.read({ key: 'k', tags: [] })).payload, undefined);
    });

    test('is seen in the log by others, whole and in order', async (store, other) => {
      const position = await begin(store);
      const write = { key: 'w', token: 'w', payload: '|set', ttlMs: 1000 };
      const expire = [{ key: 'e', graceMs: 1 }];
      const first = await invalidate(store, { keys: ['k'], tags: ['t'], stamp: 'one' });
      const second = await invalidate(other, { expire, write, origin: 'B', stamp: 'two' });
      assert.deepEqual(await seen(other.follow(position, 1000)), {
        anchor: 'present',
        entries: [
          { ...first, stamp: 'one', origin: 'A', keys: ['k'], tags: ['t'], patterns: [] },
          { ...second, stamp: 'two', origin: 'B', keys: ['e', 'w'], tags: [], patterns: [] },
        ],
      });
      assert.deepEqual(await seen(store.follow(second, 1)), { anchor: 'present', entries: [] });
    });
  });

  describe('an invalidation by patterns', () => {
    const all = (count: number, of: (n: number) => string) =>
      Array.from({ length: count }, (_, n) => of(n));

    test('is a step from one stamp of the tag to the next, whoever takes it', async (store, other) => {
      await begin(store);
      const [first] = await store.stamp(['t', 'u'], 'first');
      assert.deepEqual(await store.patternSteps('t'), []);
      await invalidate(store, { matching: [{ tag: 't', patterns: ['items:a*', 'items:*:b'] }] });
      const [second] = await store.stamp(['t'], 'unused');
      await invalidate(other, { matching: [{ tag: 't', patterns: ['items:c*'] }] });
      const [third] = await store.stamp(['t'], 'unused');
      assert.equal(new Set([first, second, third]).size, 3);
      assert.deepEqual(await other.patternSteps('t'), [
        { from: first, to: second, patterns: ['items:a*', 'items:*:b'] },
        { from: second, to: third, patterns: ['items:c*'] },
      ]);
      assert.deepEqual(await store.patternSteps('u'), []);
      assert.deepEqual(await store.stamp(['u'], 'unused'), ['first']);
    });

    test('is told in the log, with the keys and tags of the same batch', async (store, other) => {
      const position = await begin(store);
      const matching = [
        { tag: 't', patterns: ['items:a*', 'items:*:b'] },
        { tag: 'u', patterns: ['others:*'] },
      ];
      const entry = await invalidate(store, { keys: ['k'], tags: ['v'], matching, stamp: 'one' });
      const patterns = ['items:a*', 'items:*:b', 'others:*'];
      const expected = [{ ...entry, origin: 'A', keys: ['k'], tags: ['v'], patterns }];
      assert.deepEqual((await other.follow(position, 1000)).entries, expected);
      assert.deepEqual((await other.stampsSince([], position)).entries, expected);
    });

    test('leads nowhere from a stamp that is not known', async (store) => {
      await begin(store);
      await invalidate(store, { matching: [{ tag: 't', patterns: ['items:a*'] }] });
      assert.deepEqual(await store.patternSteps('t'), []);
      assert.notDeepEqual(await store.stamp(['t'], 'new'), ['new']);
    });

    test('leads to no stamp that ends all values of the tag, be it of the same batch', async (store) => {
      await begin(store);
      const [old] = await store.stamp(['t'], 'old');
      const matching = [{ tag: 't', patterns: ['items:a*'] }];
      await invalidate(store, { tags: ['t'], matching });
      const [now] = await store.stamp(['t'], 'unused');
      const steps = await store.patternSteps('t');
      assert.notEqual(now, old);
      assert.ok(!steps.some(({ from, to }) => from === old && to === now));
      await invalidate(store, { tags: ['t'], stamp: 'later' });
      assert.ok(
        !(await store.patternSteps('t')).some(
          ({ to }) => to.startsWith('later') && !to.endsWith('_'),
        ),
      );
    });

    test('that is sent twice is two steps', async (store) => {
      await begin(store);
      const [old] = await store.stamp(['t'], 'old');
      const patterns = ['items:a*'];
      const batch = { matching: [{ tag: 't', patterns }], stamp: 'same' };
      await invalidate(store, batch);
      const [between] = await store.stamp(['t'], 'unused');
      await invalidate(store, batch);
      const [now] = await store.stamp(['t'], 'unused');
      assert.deepEqual(await store.patternSteps('t'), [
        { from: old, to: between, patterns },
        { from: between, to: now, patterns },
      ]);
    });

    test('is forgotten with the oldest of more than a hundred', async (store) => {
      await begin(store);
      const stamps = [...(await store.stamp(['t'], 'first'))];
      for (const pattern of all(130, (n) => `items:${n}*`)) {
        await invalidate(store, { matching: [{ tag: 't', patterns: [pattern] }] });
        stamps.push(...(await store.stamp(['t'], 'unused')));
      }
      const steps = await store.patternSteps('t');
      assert.deepEqual(
        steps,
        all(100, (n) => `items:${n + 30}*`).map((pattern, n) => ({
          from: stamps[n + 30],
          to: stamps[n + 31],
          patterns: [pattern],
        })),
      );
    });
  });

  describe('the log', () => {
    test('begins with one entry that invalidates everything, whoever asks first', async (store, other) => {
      await store.stamp(['root'], 'before');
      const heads = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).head('root', 'A', `s${n}`)),
      );
      const [head] = heads;
      assert.ok(head);
      for (const each of heads) assert.deepEqual(each, head);
      assert.deepEqual((await store.read({ key: 'k', tags: ['root'] })).stamps, [head.stamp]);
    });

    test('that lost its end is restarted by one more entry that invalidates everything', async (store, other) => {
      const position = await begin(store);
      await store.stamp(['root'], 'before');
      const restarted = await other.restartLog('root', 'B', 'anew');
      assert.deepEqual(await seen(store.follow(position, 1000)), {
        anchor: 'present',
        entries: [{ ...restarted, origin: 'B', keys: [], tags: ['root'], patterns: [] }],
      });
      assert.deepEqual((await store.read({ key: 'k', tags: ['root'] })).stamps, [
        stampOfRun('anew', restarted.id),
      ]);
      assert.deepEqual(await begin(store), restarted);
    });

    test('has the newest entry as its head', async (store, other) => {
      await begin(store);
      const position = await invalidate(store, { keys: ['k'] });
      assert.deepEqual(await begin(other), position);
    });

    test('wakes who waits for it', async (store, other) => {
      const position = await begin(store);
      const page = other.follow(position, 10_000);
      await wait(30);
      const { id } = await invalidate(store, { keys: ['k'] });
      assert.deepEqual(
        (await page).entries.map((entry) => entry.id),
        [id],
      );
    });

    test('answers after the wait that nothing came', async (store) => {
      const position = await begin(store);
      assert.deepEqual(await seen(store.follow(position, 20)), { anchor: 'present', entries: [] });
    });

    /** Another id in the same log, so many milliseconds away. */
    const move = ({ id, stamp }: LogPosition, byMs: number) => ({
      id: `${Number(id.split('-')[0]) + byMs}-0`,
      stamp,
    });

    test('tells an entry that was trimmed away from one that was lost', async (store) => {
      const first = await begin(store);
      const last = await invalidate(store, {});
      const positions = {
        trimmed: [move(first, -1)],
        lost: [{ ...first, stamp: 'other' }, { ...last, stamp: 'other' }, move(last, 1)],
      } as const; // keeps the names of the anchors
      for (const anchor of ['trimmed', 'lost'] as const) {
        for (const position of positions[anchor]) {
          assert.deepEqual(await seen(store.follow(position, 20)), { anchor, entries: [] });
          const since = await store.stampsSince([], position);
          assert.deepEqual(since, { anchor, entries: [], stamps: [] });
        }
      }
    });

    test('tells the time by which its entries are named', async (store) => {
      const position = await begin(store);
      await wait(50);
      const { serverMs } = await store.follow(position, 1);
      const ageMs = serverMs - Number(position.id.split('-')[0]);
      assert.ok(ageMs >= 50 && ageMs < 5000, `${ageMs} ms`);
    });

    test('that was never begun has lost every entry', async (store) => {
      const page = await seen(store.follow({ id: '1-0', stamp: 's' }, 20));
      assert.deepEqual(page, { anchor: 'lost', entries: [] });
    });

    test('names all tags of a batch, however many', async (store, other) => {
      const position = await begin(store);
      const tags = Array.from({ length: 250 }, (_, n) => `t${n}`);
      const last = await invalidate(store, { keys: ['k'], tags, stamp: 'one' });
      const { entries } = await other.stampsSince([], position);
      assert.deepEqual(
        entries.flatMap((entry) => entry.keys),
        ['k'],
      );
      assert.deepEqual(
        entries.flatMap((entry) => entry.tags),
        tags,
      );
      assert.equal(entries.at(-1)?.id, last.id);
      for (const entry of entries) assert.equal(entry.stamp, 'one');
    });

    test('is told with the stamps that were read before it', async (store, other) => {
      const position = await begin(store);
      await store.stamp(['a', 'b'], 'old');
      const entry = await invalidate(other, { tags: ['b'], stamp: 'new' });
      assert.deepEqual(await store.stampsSince(['a', 'b', 'c'], position), {
        anchor: 'present',
        entries: [{ ...entry, origin: 'A', keys: [], tags: ['b'], patterns: [] }],
        stamps: ['old', stampOfRun('new', entry.id), undefined],
      });
      assert.deepEqual(await store.stampsSince([], entry), {
        anchor: 'present',
        entries: [],
        stamps: [],
      });
      const many = Array.from({ length: 250 }, (_, n) => (n === 200 ? 'b' : `none${n}`));
      const { stamps } = await store.stampsSince(many, position);
      assert.equal(stamps.length, 250);
      assert.equal(stamps[200], stampOfRun('new', entry.id));
    });

    test('has the tags of an entry under its stamp by the time that it is seen', async (store, other) => {
      const tags = Array.from({ length: 150 }, (_, n) => `t${n}`);
      let position = await begin(store);
      for (let round = 0; round < 10; round += 1) {
        const stamp = token();
        const done = invalidate(store, { tags, stamp });
        const { entries } = await other.follow(position, 10_000);
        const seen = entries.flatMap((entry) => entry.tags);
        assert.ok(seen.length > 0);
        const { stamps } = await other.read({ key: 'k', tags: seen });
        assert.ok(stamps.every((each) => each?.startsWith(`${stamp}.`)));
        position = await done;
      }
    });
  });

  describe('a store that was disposed of', () => {
    test('ends a wait for the log', async (store) => {
      const page = store.follow(await begin(store), 60_000);
      const rejected = assert.rejects(page, { code: 'CACHE_CLOSED' });
      await wait(20);
      await store[Symbol.asyncDispose]();
      await rejected;
      await assert.rejects(store.follow({ id: '1-0', stamp: 's' }, 1), { code: 'CACHE_CLOSED' });
    });
  });
}

interface LoadedValue {
  readonly key: string;
  readonly tags: readonly string[];
  readonly body?: string;
  readonly ttlMs?: number;
}
