import { openStage } from '../stage.ts';

/** Raises the stage once for all files. */
export default async function raiseStage(): Promise<void> {
  Reflect.set(globalThis, '__stage', await openStage());
}
