import { createGate } from './gate.ts';

describe('a gate', () => {
  it('lets so many through at once, in their order', async () => {
    const gate = createGate(2);
    const began: number[] = [];
    const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const done = ends.map(({ promise }, n) =>
      gate.run(async () => {
        began.push(n);
        await promise;
        return n;
      }),
    );
    expect([began, gate.waiting]).toEqual([[0, 1], 2]);
    ends[1]?.resolve();
    await done[1];
    expect([began, gate.waiting]).toEqual([[0, 1, 2], 1]);
    for (const { resolve } of ends) resolve();
    expect(await Promise.all(done)).toEqual([0, 1, 2, 3]);
    expect(gate.waiting).toBe(0);
  });

  it('lets the next through when one fails, and hands its failure on', async () => {
    const gate = createGate(1);
    const failed = gate.run(() => Promise.reject(new Error('broken')));
    const thrown = gate.run(() => {
      throw new Error('broken at once');
    });
    const next = gate.run(async () => 'through');
    await expect(failed).rejects.toThrow('broken');
    await expect(thrown).rejects.toThrow('broken at once');
    expect(await next).toBe('through');
  });
});
