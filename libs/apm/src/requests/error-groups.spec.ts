import { createErrorGroups } from './error-groups.ts';

describe('errors', () => {
  it('are grouped by name, code and route, newest first', () => {
    const groups = createErrorGroups();
    const down = Object.assign(new Error('10.0.0.5 refused'), { code: 'ECONNREFUSED' });
    groups.record({ error: down, route: 'GET /a', occurrenceId: '1' });
    groups.record({ error: new TypeError('x'), route: 'GET /a', occurrenceId: '2' });
    groups.record({ error: down, route: 'GET /a', occurrenceId: '3' });
    expect(groups.view()).toMatchObject([
      { name: 'Error', code: 'ECONNREFUSED', count: 2, occurrenceIds: ['3', '1'] },
      { name: 'TypeError', code: null, count: 1, route: 'GET /a', occurrenceIds: ['2'] },
    ]);
    expect(JSON.stringify(groups.view())).not.toContain('10.0.0.5');
  });

  it('of an answer go by the code of the answer', () => {
    const groups = createErrorGroups();
    groups.record({ error: new Error('x'), code: 'INTERNAL' });
    expect(groups.view()).toMatchObject([{ code: 'INTERNAL', route: null, occurrenceIds: [] }]);
  });

  it('are kept in bounded number: the group that was quiet for longest goes', () => {
    const groups = createErrorGroups({ maxGroups: 2 });
    for (const code of ['a', 'b', 'a', 'c']) groups.record({ error: new Error('x'), code });
    expect(groups.view().map(({ code }) => code)).toEqual(['c', 'a']);
    for (let n = 0; n < 9; n += 1) {
      groups.record({ error: new Error('x'), code: 'c', occurrenceId: String(n) });
    }
    expect(groups.view()[0]?.occurrenceIds).toEqual(['8', '7', '6', '5', '4']);
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'object'],
    ['a text', 'x', 'string'],
    [
      'a trap',
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('trap');
        },
        getPrototypeOf: () => {
          throw new Error('trap');
        },
      }),
      'unreadable',
    ],
  ])('may be %s', (_what, error, name) => {
    const groups = createErrorGroups();
    groups.record({ error });
    expect(groups.view()).toMatchObject([{ name, code: null, count: 1 }]);
  });
});
