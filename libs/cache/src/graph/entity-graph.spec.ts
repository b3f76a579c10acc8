import * as fc from 'fast-check';

import { createEntityGraph, type EntityId, pathTo } from './entity-graph.ts';

interface CrmContext {
  readonly workspace?: string;
  readonly lists?: readonly EntityId[];
}

const crm = createEntityGraph({
  tenantField: 'workspace',
  entities: {
    contact: {
      dependents: {
        contactList: (_, { lists = [] }: CrmContext) => lists,
        workspaceStats: (_, { workspace = '' }: CrmContext) => [workspace],
      },
    },
    contactList: {
      dependents: { workspaceStats: (_, { workspace = '' }: CrmContext) => [workspace] },
    },
    workspaceStats: {},
    currency: { isShared: true },
  },
});

describe('a cascade', () => {
  it('reaches dependents of dependents, nearest first, each once', () => {
    const { tags } = crm.cascade('contact', 5, { workspace: '7', lists: [1, '2', 1] });
    expect(tags).toEqual([
      'e:contact:5',
      'e:contactList:1',
      'e:contactList:2',
      'e:workspaceStats:7',
      'a:contact:7',
      'a:contactList:7',
      'a:workspaceStats:7',
    ]);
  });

  it('says by which path it reached each', () => {
    const { nodes } = crm.cascade('contactList', 'a:b', { workspace: '7' });
    expect(nodes.map((node) => pathTo(node).map(({ tag }) => tag))).toEqual([
      ['e:contactList:a%3Ab'],
      ['e:contactList:a%3Ab', 'e:workspaceStats:7'],
    ]);
  });

  it('takes the shortest of several paths', () => {
    const { nodes } = crm.cascade('contact', 5, { workspace: '7', lists: [1] });
    const stats = nodes.filter(({ entity }) => entity === 'workspaceStats');
    expect(stats.map((node) => pathTo(node).length)).toEqual([2]);
  });

  it('ends in any graph, with exactly what can be reached, by the distance', () => {
    const edges = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 60 });
    fc.assert(
      fc.property(edges, fc.nat(12), (pairs, origin) => {
        const graph = createEntityGraph({
          entities: {
            node: {
              dependents: {
                node: (id) => pairs.filter(([from]) => from === id).map(([, to]) => to),
              },
            },
          },
        });
        const distances = distancesFrom(origin, pairs);
        const { nodes } = graph.cascade('node', origin, {});
        const found = nodes.map((node) => [node.id, pathTo(node).length - 1] as const);
        expect(new Map(found)).toEqual(distances);
        expect(found).toHaveLength(distances.size);
        const order = found.map(([, distance]) => distance);
        expect(order).toEqual(order.toSorted((one, other) => one - other));
      }),
    );
  });

  it('reaches as many as it may, and refuses one more', () => {
    const chain = (maxNodes: number) =>
      createEntityGraph({
        maxNodes,
        entities: {
          link: { dependents: { link: (id) => (Number(id) < 99 ? [Number(id) + 1] : []) } },
        },
      });
    expect(chain(100).cascade('link', 0, {}).nodes).toHaveLength(100);
    expect(() => chain(99).cascade('link', 0, {})).toThrow(
      expect.objectContaining({ code: 'CACHE_CASCADE_TOO_WIDE' }),
    );
  });

  it('needs the tenant', () => {
    expect(() => crm.cascade('contact', 5, {})).toThrow(
      expect.objectContaining({ code: 'CACHE_KEY_INVALID' }),
    );
  });

  it('needs no tenant for what is shared', () => {
    expect(crm.cascade('currency', 'EUR', {}).tags).toEqual(['e:currency:EUR', 'a:currency:']);
  });

  it('lets through what a function of dependents throws', () => {
    const failure = new Error('no lists');
    const graph = createEntityGraph({
      entities: {
        contact: {
          dependents: {
            contact: () => {
              throw failure;
            },
          },
        },
      },
    });
    expect(() => graph.cascade('contact', 1, {})).toThrow(failure);
  });

  it('refuses an id that makes no tag', () => {
    expect(() => crm.cascade('contact', 5, { workspace: '7', lists: [''] })).toThrow(
      expect.objectContaining({ code: 'CACHE_KEY_INVALID' }),
    );
  });
});

describe('the tag of any entity of a kind', () => {
  it('is one in a cascade of the same tenant, and in none of another', () => {
    const tag = crm.anyTagOf('contact', 7);
    expect(crm.cascade('contact', 5, { workspace: '7' }).tags).toContain(tag);
    expect(crm.cascade('contact', 5, { workspace: '8' }).tags).not.toContain(tag);
  });

  it('needs the tenant, unless there are none', () => {
    expect(() => crm.anyTagOf('contact')).toThrow(
      expect.objectContaining({ code: 'CACHE_KEY_INVALID' }),
    );
    expect(createEntityGraph({ entities: { contact: {} } }).anyTagOf('contact')).toBe('a:contact:');
  });
});

describe('a graph', () => {
  const optionInvalid = expect.objectContaining({ code: 'CACHE_OPTION_INVALID' });

  it('refuses a dependent that was not declared', () => {
    expect(() =>
      // @ts-expect-error contactList was not declared
      createEntityGraph({ entities: { contact: { dependents: { contactList: () => [] } } } }),
    ).toThrow(optionInvalid);
  });

  it.each(['', '1a', 'a:b', 'a b'])('refuses "%s" as the name of an entity', (name) => {
    expect(() => createEntityGraph({ entities: { [name]: {} } })).toThrow(optionInvalid);
  });

  it.each([0, 1.5, NaN])('refuses %s as its bound', (maxNodes) => {
    expect(() => createEntityGraph({ entities: {}, maxNodes })).toThrow(optionInvalid);
  });

  it.each(['deal', 'toString', '__proto__'])(
    'refuses the use of %s, which was not declared',
    (name) => {
      // Not a declared name, as a caller without types gives it.
      const entity = name as 'contact';
      expect(() => crm.cascade(entity, 1, { workspace: '7' })).toThrow(optionInvalid);
      expect(() => crm.tagOf(entity, 1)).toThrow(optionInvalid);
      expect(() => crm.anyTagOf(entity, 7)).toThrow(optionInvalid);
    },
  );
});

/** By relaxing all edges until nothing changes: slow, and unlike what is tested. */
function distancesFrom(origin: number, edges: readonly (readonly [number, number])[]) {
  const distances = new Map([[origin, 0]]);
  for (let round = 0; round <= 13; round += 1)
    for (const [from, to] of edges) {
      const distance = (distances.get(from) ?? Infinity) + 1;
      if (distance < (distances.get(to) ?? Infinity)) distances.set(to, distance);
    }
  return distances;
}
