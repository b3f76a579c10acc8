/** Lets only so many through at once. */
export interface Gate {
  /** Calls `task` when there is room; in the order of the calls. */
  run<T>(task: () => Promise<T>): Promise<T>;
  readonly waiting: number;
}

/** @param max of tasks at once, a whole number of at least 1 */
export function createGate(max: number): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  return {
    get waiting() {
      return queue.length;
    },
    async run(task) {
      if (running >= max) await new Promise<void>((resolve) => void queue.push(resolve));
      else running += 1;
      try {
        return await task();
      } finally {
        // The place is handed on rather than given back, so that nobody overtakes.
        const next = queue.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
