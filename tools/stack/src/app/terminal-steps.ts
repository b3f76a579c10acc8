import { Listr, PRESET_TIMER } from 'listr2';

/** A step that a person watches: its title, and work that tells how it gets on. */
export interface TerminalStep<T> {
  readonly title: string;
  /** The signal fires when another step has failed. */
  readonly work: (onProgress: (text: string) => void, signal: AbortSignal) => Promise<T>;
}

/**
 * Runs steps at the same time and shows them: live on a terminal, as plain lines elsewhere.
 *
 * @returns their results, in the order of the steps
 * @throws what the first step to fail threw, when all the others have ended too
 */
export async function runSteps<T extends readonly unknown[]>(steps: {
  readonly [K in keyof T]: TerminalStep<T[K]>;
}): Promise<T> {
  const failure = new AbortController();
  const works: Promise<unknown>[] = [];
  const tasks = steps.map(({ title, work }: TerminalStep<unknown>, index) => ({
    title,
    task: (_: unknown, task: { output: string }) => {
      works[index] = work((text) => (task.output = text), failure.signal);
      return works[index];
    },
  }));
  const list = new Listr(tasks, {
    concurrent: true,
    registerSignalListeners: false, // signals are ours: they end the servers
    fallbackRenderer: 'simple',
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  });
  try {
    await list.run();
  } catch (error) {
    failure.abort();
    await Promise.allSettled(works); // what they started can only be ended once they are through
    throw error;
  }
  return (await Promise.all(works)) as unknown as T; // each stands at the index of its step
}
