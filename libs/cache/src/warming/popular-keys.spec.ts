import { createCache } from '../cache.ts';
import { jsonCodec } from '../codec.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';

describe('the popular keys of a namespace', () => {
  const template = 'workspace:{workspace}:{page}';
  const open = () =>
    createCache({ tenant: 'workspace', random: createSeededRandom(7) }).namespace('contacts', {
      key: template,
      codec: jsonCodec<number>(),
      maxEntries: 1,
    });
  type Contacts = ReturnType<typeof open>;
  const read = async (contacts: Contacts, workspace: string, page: string, times: number) => {
    for (let n = 0; n < times; n += 1) await contacts.get({ workspace, page }, () => n);
  };
  const names = async (contacts: Contacts, limit: number, workspace?: string) =>
    (await contacts.popular(limit, workspace === undefined ? undefined : { workspace })).map(
      ({ key }) => `${key.workspace}/${key.page}`,
    );

  it('are those that are read most, most popular first', async () => {
    const contacts = open();
    await read(contacts, 'a', '1', 400);
    await read(contacts, 'b', '1', 1600);
    expect(await names(contacts, 5)).toEqual(['b/1', 'a/1']);
    expect(await names(contacts, 1)).toEqual(['b/1']);
    const [{ reads } = { reads: 0 }] = await contacts.popular(1);
    // One of 16 is counted: 100 of them deviate by 10 %, this seed's by less.
    expect(Math.abs(reads - 1600)).toBeLessThan(320);
  });

  it('are of one workspace where it is asked for, however much others read', async () => {
    const contacts = open();
    await read(contacts, 'a', '1', 400);
    await read(contacts, 'ab', '1', 1600);
    expect(await names(contacts, 5, 'a')).toEqual(['a/1']);
    expect(await names(contacts, 5, 'c')).toEqual([]);
  });

  it('count reads that memory could not answer', async () => {
    const contacts = open();
    for (let n = 0; n < 400; n += 1) {
      await read(contacts, 'a', '1', 1);
      await read(contacts, 'a', '2', 1);
    }
    expect(contacts.stats().memoryHits).toBe(0);
    expect((await names(contacts, 5)).sort()).toEqual(['a/1', 'a/2']);
  });

  it('are not more popular for being warmed', async () => {
    const contacts = open();
    const keys = Array.from({ length: 400 }, (_, page) => ({ workspace: 'a', page }));
    expect(await contacts.warm({ keys, load: () => 1 })).toMatchObject({ warmed: 400 });
    expect(await contacts.popular(5)).toEqual([]);
  });

  it('are warmed unless they cannot be loaded by their parts', async () => {
    const contacts = open();
    await read(contacts, 'a', '1', 400);
    await read(contacts, 'a', 'digest', 400);
    const loaded: unknown[] = [];
    await contacts.warm({
      popular: 1,
      isLoadable: ({ page }) => page !== 'digest',
      load: ({ page }) => loaded.push(page),
    });
    expect(loaded).toEqual(['1']);
  });
});
