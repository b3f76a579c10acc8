import type { Stage } from '../stage.ts';

/**
 * The stage that this test file plays on.
 * @throws {Error} outside the e2e configuration, where nobody raised one.
 */
export function presentStage(): Stage {
  // Handed over by StageEnvironment.
  const stage: Stage | undefined = Reflect.get(globalThis, '__stage');
  if (stage === undefined) throw new Error('run this file with jest.e2e.config.cts');
  return stage;
}
