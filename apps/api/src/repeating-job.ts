/** A job that runs again and again until it is stopped. */
export interface RepeatingJob {
  /** Lets a run that is under way finish; no other starts. */
  stop(): Promise<void>;
}

/** How a job is repeated. */
export interface RepeatingJobOptions {
  /** Milliseconds from the end of one run to the start of the next; the first starts after as long. */
  readonly intervalMs: number;
  /** A run that fails is reported here and does not end the job. */
  readonly onError: (error: unknown) => void;
}

/** Runs `job` every `intervalMs`, one run at a time; a waiting job keeps no process alive. */
export function repeatJob(job: () => Promise<void>, options: RepeatingJobOptions): RepeatingJob {
  let stopped = false;
  let running = Promise.resolve();
  let timer = schedule();

  function schedule(): NodeJS.Timeout {
    return setTimeout(() => {
      running = job()
        .catch(options.onError)
        .then(() => {
          if (!stopped) timer = schedule();
        });
    }, options.intervalMs).unref();
  }

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
