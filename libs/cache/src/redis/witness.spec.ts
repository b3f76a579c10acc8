import { createWitness } from './witness.ts';

const entry = (id: string, stamp: string) => [id, ['o', 'A', 's', stamp, 'n', '[[],[]]']];
const settle = () => new Promise<void>((done) => setImmediate(done));

describe('a connection', () => {
  it('is believed until it was looked at, and as long as it has what the log shows', async () => {
    const witness = createWitness(async (id) => [entry(id, 's')]);
    expect(witness.isElsewhere).toBe(false);
    witness.look({ id: '1-0', stamp: 's' });
    await settle();
    expect([witness.isElsewhere, witness.hasStrayed()]).toEqual([false, false]);
  });

  it.each([
    ['nothing', []],
    ['another entry', [entry('1-0', 'other')]],
    ['nonsense', 'OK'],
  ])('leads elsewhere when it has %s there, which is told once', async (_, reply) => {
    let answer: unknown = reply;
    const witness = createWitness(async () => answer);
    witness.look({ id: '1-0', stamp: 's' });
    await settle();
    expect([witness.isElsewhere, witness.hasStrayed(), witness.hasStrayed()]).toEqual([
      true,
      true,
      false,
    ]);
    witness.look({ id: '1-0', stamp: 's' });
    await settle();
    expect([witness.isElsewhere, witness.hasStrayed()]).toEqual([true, false]);
    answer = [entry('1-0', 's')];
    witness.look({ id: '1-0', stamp: 's' });
    await settle();
    expect([witness.isElsewhere, witness.hasStrayed()]).toEqual([false, false]);
  });

  it('is as it was when it does not answer', async () => {
    const witness = createWitness(async () => Promise.reject(new Error('none')));
    witness.look({ id: '1-0', stamp: 's' });
    await settle();
    expect(witness.isElsewhere).toBe(false);
  });

  it('is asked for one entry at a time, and for the newest then', async () => {
    const asked: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const witness = createWitness(async (id) => {
      asked.push(id);
      await promise;
      return [entry(id, 's')];
    });
    for (const id of ['1-0', '2-0', '3-0']) witness.look({ id, stamp: 's' });
    await settle();
    expect(asked).toEqual(['1-0']);
    resolve();
    await settle();
    expect(asked).toEqual(['1-0', '3-0']);
  });
});
