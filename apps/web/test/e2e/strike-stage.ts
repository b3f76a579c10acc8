import type { Stage } from '../stage.ts';

/** Ends everything that the stage started. */
export default async function strikeStage(): Promise<void> {
  // Set by raiseStage; absent when it failed half-way, then the servers ended with it.
  const stage: Stage | undefined = Reflect.get(globalThis, '__stage');
  await stage?.close();
}
