import fc from 'fast-check';

import { countKey, pageKey, requestOfPage } from './page-key.ts';
import { encodeCursor } from './cursor.ts';
import type { ListRequest } from './records.ts';

const allowed = { sorts: ['name', 'createdAt'], filters: ['stage'] };
const first: ListRequest = { sort: '-createdAt', limit: 50, search: '', filters: {} };

const request: fc.Arbitrary<ListRequest> = fc.record({
  sort: fc.constantFrom('name', '-name', 'createdAt', '-createdAt'),
  limit: fc.integer({ min: 1, max: 200 }),
  offset: fc.integer({ min: 0, max: 1_000_000 }),
  search: fc.constant(''),
  filters: fc.constantFrom({}, { stage: 'lead' }, { stage: 'customer' }, { stage: undefined }),
});

describe('the key of a page', () => {
  it('can be read by people and has nothing to encode', () => {
    expect(pageKey(first)).toBe('sort.-createdAt~limit.50');
    const third = { ...first, offset: 100, filters: { stage: 'lead' } };
    expect(pageKey(third)).toBe('sort.-createdAt~limit.50~offset.100~stage.lead');
    fc.assert(fc.property(request, (any) => /^[\w.~-]{1,200}$/.test(pageKey(any))));
  });

  it('is the same for requests that ask for the same', () => {
    expect(pageKey({ ...first, offset: 0, filters: { stage: undefined } })).toBe(pageKey(first));
  });

  it('differs as soon as the requests differ', () => {
    const told = (one: ListRequest) =>
      JSON.stringify([one.sort, one.limit, one.offset, one.filters['stage']]);
    fc.assert(
      fc.property(request, request, (one, other) => {
        expect(pageKey(one) === pageKey(other)).toBe(told(one) === told(other));
      }),
    );
  });

  it('tells the request again', () => {
    fc.assert(
      fc.property(request, (any) => {
        const told = requestOfPage(pageKey(any), allowed);
        expect(told && pageKey(told)).toBe(pageKey(any));
      }),
    );
  });

  it('tells no request where it is not one of ours', () => {
    for (const key of [
      '',
      'sort.-createdAt',
      'sort.salary~limit.50',
      'sort.name~limit.500',
      'sort.name~limit.5~offset.0',
      'sort.name~limit.5~owner.me',
      'limit.5~sort.name',
    ]) {
      expect([key, requestOfPage(key, allowed)]).toEqual([key, undefined]);
    }
  });

  describe('behind a cursor', () => {
    const scope = { table: 'contacts', sort: 'name', search: '', filters: {} };
    const cursor = encodeCursor(scope, {
      key: 'Rumpelstilzchen',
      id: '01a20637-2283-7165-9456-e08a8cc614dc',
    });
    const key = pageKey({ ...first, sort: 'name', cursor });

    it('does not hold whom the cursor follows', () => {
      expect(key).toMatch(/^sort\.name~limit\.50~after\.[\w-]{43}$/);
      expect(key).not.toContain(cursor.slice(0, 20));
    });

    it('tells no request', () => {
      expect(requestOfPage(key, allowed)).toBeUndefined();
    });
  });
});

describe('the key of a count', () => {
  it('is of what narrows a list, and of nothing else', () => {
    expect(countKey('contacts', first)).toBe('contacts');
    expect(countKey('contacts', { filters: { stage: 'lead' } })).toBe('contacts~stage.lead');
  });
});
