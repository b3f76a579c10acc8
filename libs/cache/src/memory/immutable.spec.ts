import fc from 'fast-check';

import { freezeDeeply, protectionOf } from './immutable.ts';

const contact = () => ({ id: 7, name: 'Ada', tags: ['lead'], owner: { id: 1 } });

describe('freezing a value', () => {
  it('gives back the very value, whose parts nobody can change any more', () => {
    const value = contact();
    expect(freezeDeeply(value)).toBe(value);
    expect(() => (value.name = 'Eve')).toThrow(TypeError);
    expect(() => value.tags.push('vip')).toThrow(TypeError);
    expect(() => (value.owner.id = 2)).toThrow(TypeError);
    expect(value).toEqual(contact());
  });

  it('freezes every part of whatever JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
        const parts: unknown[] = [freezeDeeply(json)];
        for (const part of parts) {
          expect(Object.isFrozen(part)).toBe(true);
          if (typeof part === 'object' && part !== null) parts.push(...Object.values(part));
        }
      }),
    );
  });

  it('ends for values that contain themselves', () => {
    const object: Record<string, unknown> = { list: [] };
    object['self'] = [object];
    const map = new Map<unknown, unknown>();
    map.set(map, object);
    freezeDeeply(map);
    expect(Object.isFrozen(object)).toBe(true);
    expect(Object.isFrozen(object['list'])).toBe(true);
  });

  it('has no depth that is too deep', () => {
    const bottom = {};
    let chain: object = bottom;
    for (let depth = 0; depth < 200_000; depth += 1) chain = { chain };
    freezeDeeply(chain);
    expect(Object.isFrozen(bottom)).toBe(true);
  });

  it('goes on below what others have frozen at the surface only', () => {
    const value = Object.freeze({ inner: { mutable: true } });
    freezeDeeply([value]);
    expect(Object.isFrozen(value.inner)).toBe(true);
  });

  it('freezes what is in Maps and Sets, but cannot freeze these', () => {
    const [key, held, member] = [{ k: 1 }, { v: 1 }, { m: 1 }];
    const value = { map: new Map([[key, held]]), set: new Set([member]) };
    freezeDeeply(value);
    expect([key, held, member].every(Object.isFrozen)).toBe(true);
    const late = { v: 2 };
    value.map.set({ k: 2 }, late);
    freezeDeeply(value);
    expect(Object.isFrozen(late)).toBe(true);
  });

  it('leaves Dates, buffers and instances of classes as they are', () => {
    class Connection {
      queries = 0;
    }
    const value = {
      at: new Date(0),
      bytes: Buffer.from('abc'),
      floats: new Float64Array(2),
      raw: new ArrayBuffer(8),
      db: new Connection(),
    };
    freezeDeeply(value);
    expect(Object.isFrozen(value)).toBe(true);
    value.db.queries += 1;
    value.bytes[0] = 0;
    value.floats[0] = 1;
    expect(Object.values(value).some(Object.isFrozen)).toBe(false);
  });

  it('knows plain objects of another realm and such without a prototype', () => {
    // Jest's own realm is another than Node's, whose function this is.
    const foreign = structuredClone({ inner: {} });
    const bare: { inner: object } = Object.assign(Object.create(null), { inner: {} });
    freezeDeeply([foreign, bare]);
    expect([foreign, foreign.inner, bare, bare.inner].every(Object.isFrozen)).toBe(true);
  });

  it.each([undefined, null, 1, 'text', true, 1n])('gives %p back', (value) => {
    expect(freezeDeeply(value)).toBe(value);
  });
});

describe('the protection of kept values', () => {
  it('by freezing hands out the kept value itself', () => {
    const { keep, give } = protectionOf('freeze');
    const value = contact();
    expect(give(keep(value))).toBe(value);
    expect(Object.isFrozen(value)).toBe(true);
  });

  it('by cloning keeps a copy and hands out another for each hit', () => {
    const { keep, give } = protectionOf('clone');
    const value = contact();
    const kept = keep(value);
    value.name = 'Eve';
    give(kept).tags.push('vip');
    expect(give(kept)).toEqual(contact());
  });

  it('by cloning throws for what cannot be copied', () => {
    const failed = () => protectionOf('clone').keep({ run: () => 1 });
    expect(failed).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  });

  it('by nothing shares the value as it is', () => {
    const { keep, give } = protectionOf('none');
    const value = contact();
    give(keep(value)).name = 'Eve';
    expect(value.name).toBe('Eve');
  });
});
