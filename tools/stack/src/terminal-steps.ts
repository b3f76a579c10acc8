import { Listr, PRESET_TIMER } from 'listr2';

/** A step that a person watches: its title, and work that tells how it gets on. */
export interface TerminalStep<T> {
  readonly title: string;
  readonly work: (onProgress: (text: string) => void) => Promise<T>;
}

/**
 * Runs steps at the same time and shows them: live on a terminal, as plain lines elsewhere.
 *
 * @returns their results, in the order of the steps
 * @throws what the first step to fail threw; the others go on
 */
export async function runSteps<T extends readonly unknown[]>(steps: {
  readonly [K in keyof T]: TerminalStep<T[K]>;
}): Promise<T> {
  const results: unknown[] = [];
  const tasks = steps.map(({ title, work }: TerminalStep<unknown>, index) => ({
    title,
    task: async (_: unknown, task: { output: string }) => {
      results[index] = await work((text) => (task.output = text));
    },
  }));
  await new Listr(tasks, {
    concurrent: true,
    registerSignalListeners: false, // signals are ours: they end the servers
    fallbackRenderer: 'simple',
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run();
  return results as unknown as T; // each was put at the index of its step
}
