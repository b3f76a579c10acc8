import type { Registered } from '../apm/register.ts';

/** So long the end of a process waits for the collector, in ms: of the 30 s that Kubernetes gives. */
const deadlineMs = 5000;

/**
 * Sends what waits before the process ends: by itself, or by a signal that nobody else listens for, which is raised
 * again after it. A second signal ends the process at once.
 */
export function flushAtEnd(registered: Pick<Registered, 'flush' | 'close'>): void {
  process.once('beforeExit', () => void registered.flush({ deadlineMs }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const end = (): void => {
      // Whoever listens as well ends the process, and knows when.
      if (process.listenerCount(signal) > 0) return void registered.flush({ deadlineMs });
      const raise = (): void => void process.kill(process.pid, signal);
      void registered.close({ deadlineMs }).finally(raise);
    };
    // Once: the second one meets Node's own way to end.
    process.once(signal, end);
  }
}
