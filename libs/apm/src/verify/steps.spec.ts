import { systemRandom } from '../random.ts';
import { createManualClock } from '../../test/errors/manual-clock.ts';
import { Setback } from './setback.ts';
import { takeSteps } from './steps.ts';

const clock = createManualClock();
const context = { probe: 'p', timeoutMs: 1, deadlineMs: 1, clock, random: systemRandom };

describe('the steps of a backend', () => {
  it('reach a level each, with their times', async () => {
    const result = await takeSteps('rum', context, async (step) => {
      await step('configure', 'configured', () => clock.advance(2));
      await step('read back', 'seen', () => clock.advance(3));
    });
    expect(result).toEqual({
      backend: 'rum',
      level: 'seen',
      outcome: 'seen',
      steps: [
        { name: 'configure', durationMs: 2 },
        { name: 'read back', durationMs: 3 },
      ],
      problem: null,
    });
  });

  it('end with a setback, at the level that was reached, and its time counts', async () => {
    const result = await takeSteps('rum', context, async (step) => {
      await step('configure', 'configured', () => undefined);
      await step('connect', 'reachable', () => {
        clock.advance(7);
        throw new Setback('failed', 'what', 'todo');
      });
      await step('send', 'accepted', () => undefined);
    });
    expect(result).toMatchObject({
      level: 'configured',
      outcome: 'failed',
      problem: { step: 'connect', what: 'what', todo: 'todo' },
    });
    expect(result.steps.at(-1)).toEqual({ name: 'connect', durationMs: 7 });
  });

  it('do not tell the text of an unexpected error, which may quote a key', async () => {
    const result = await takeSteps('rum', context, () =>
      Promise.reject(new RangeError('the key s3cret is odd')),
    );
    expect(result.outcome).toBe('failed');
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});
