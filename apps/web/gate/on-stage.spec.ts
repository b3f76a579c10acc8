/** @jest-environment node */
import type { Stage } from '../test/stage.ts';
import { onStage, type StagedClaim } from './on-stage.ts';

function claim(id: string, measure: StagedClaim['measure']): StagedClaim {
  return {
    id,
    phase: 'workspace',
    text: id,
    target: { op: '=', value: 0 },
    unit: 'things',
    measure,
  };
}

function counted() {
  const counts = { opened: 0, closed: 0 };
  const open = async () => {
    counts.opened += 1;
    // Claims of this spec look at nothing else of the stage.
    return { close: async () => void (counts.closed += 1) } as Stage;
  };
  return { counts, open };
}

describe('claims on one stage', () => {
  it('share it: it is opened once and closed after the last measurement', async () => {
    const { counts, open } = counted();
    const [first, second] = onStage(
      [claim('a', async () => ({ value: 1 })), claim('b', async () => ({ value: 2 }))],
      open,
    );
    await first?.measure();
    expect(counts).toEqual({ opened: 1, closed: 0 });
    await expect(second?.measure()).resolves.toEqual({ value: 2 });
    expect(counts).toEqual({ opened: 1, closed: 1 });
  });

  it('close it also when the last measurement fails', async () => {
    const { counts, open } = counted();
    const [only] = onStage([claim('a', () => Promise.reject(new Error('no data')))], open);
    await expect(only?.measure()).rejects.toThrow('no data');
    expect(counts.closed).toBe(1);
  });

  it('fail when it cannot be opened', async () => {
    const [only] = onStage([claim('a', async () => ({ value: 0 }))], () =>
      Promise.reject(new Error('no PostgreSQL')),
    );
    await expect(only?.measure()).rejects.toThrow('no PostgreSQL');
  });
});
