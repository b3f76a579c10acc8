import { AsyncLocalStorage } from 'node:async_hooks';

import { bindContext, createContextSlot } from './context-slot.ts';

const user = createContextSlot<string>();
const charge = createContextSlot<string>();
const both = () => [user.get(), charge.get()];

describe('a slot', () => {
  it('holds its value for everything that is started, and nothing outside', async () => {
    const seen = user.run('ada', async () => {
      await Promise.resolve();
      return user.get();
    });
    expect(user.get()).toBeUndefined();
    expect(await seen).toBe('ada');
  });

  it('leaves what is in others', () => {
    user.run('ada', () => charge.run('row', () => expect(both()).toEqual(['ada', 'row'])));
  });

  it('is one with another of its key', () => {
    const key = Symbol('one');
    createContextSlot(key).run(1, () => expect(createContextSlot(key).get()).toBe(1));
  });
});

describe('what was begun for an owner', () => {
  it('can be claimed once by each other slot, which enters nothing', () => {
    const request = {};
    user.begin(request, 'ada', () => {
      const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
      expect(charge.claim(request, 'row')).toBe(true);
      expect(charge.claim(request, 'other')).toBe(false);
      expect(run).not.toHaveBeenCalled();
      run.mockRestore();
      expect(both()).toEqual(['ada', 'row']);
    });
  });

  it('is not claimed for another owner, nor from within a run, nor after its end', () => {
    const request = {};
    expect(charge.claim(request, 'row')).toBe(false);
    user.begin(request, 'ada', () => {
      expect(charge.claim({}, 'row')).toBe(false);
      user.run('grace', () => expect(charge.claim(request, 'row')).toBe(false));
    });
    expect(charge.claim(request, 'row')).toBe(false);
  });

  it('begins without what holds around it', () => {
    charge.run('outer', () =>
      user.begin({}, 'ada', () => expect(both()).toEqual(['ada', undefined])),
    );
  });
});

describe('a bound function', () => {
  it('runs with what held where it was bound, whoever calls it', () => {
    const bound = user.run('ada', () => bindContext((word: string) => [word, ...both()]));
    expect(user.run('grace', () => charge.run('row', () => bound('hello')))).toEqual([
      'hello',
      'ada',
      undefined,
    ]);
    expect(
      user.run(
        'grace',
        bindContext(() => user.get()),
      ),
    ).toBeUndefined();
  });
});
