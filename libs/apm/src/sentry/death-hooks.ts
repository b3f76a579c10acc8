import type { ErrorReports } from './error-reports.ts';

/** Options of {@link installDeathHooks}. */
export interface DeathHooksOptions {
  /** Milliseconds that a signal waits for events to arrive. Default: 5000, of Kubernetes' 30,000. */
  readonly deadlineMs?: number;
  /** Milliseconds that an uncaught error waits for events to arrive. Default: 2000. */
  readonly crashDeadlineMs?: number;
  /** Signals that are waited with. Default: SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
}

/** Hooks that are installed. */
export interface DeathHooks extends Disposable {
  /** Takes them away. */
  remove(): void;
}

type Listener = (...values: never[]) => void;

/**
 * Makes sure of the events when the process ends, and lets it end as it would have without:
 * - an uncaught error or unhandled rejection is on disk before anything else happens. When nobody else listens,
 *   the process waits for its delivery and then dies of the very error; when somebody does, it is theirs.
 * - a signal waits for delivery and is then raised again; a second one ends the process at once. When others
 *   listen for it, they end the process.
 * - `process.exit()` and the end of all work write what is only in memory to disk, or send it.
 */
export function installDeathHooks(
  reports: ErrorReports,
  options: DeathHooksOptions = {},
): DeathHooks {
  const installed = [
    ...crashHooks(reports, options.crashDeadlineMs ?? 2000),
    ...rejectionHooks(reports),
    ...(options.signals ?? (['SIGTERM', 'SIGINT'] as const)).map((signal) =>
      signalHook(reports, signal, options.deadlineMs ?? 5000),
    ),
    hook('exit', () => reports.persist()),
    endHook(reports, options.crashDeadlineMs ?? 2000),
  ];
  const remove = () => installed.forEach((uninstall) => uninstall());
  return { remove, [Symbol.dispose]: remove };
}

/** Listens to the process; returns what stops it. */
function hook(event: string, listener: Listener): () => void {
  // Node's types know each event by name, here it is any.
  process.on(event as 'exit', listener as NodeJS.ExitListener);
  return () => void process.off(event, listener as NodeJS.ExitListener);
}

/** Node tells the monitor first, whoever else listens, and that alone changes nothing. */
function crashHooks(reports: ErrorReports, deadlineMs: number): (() => void)[] {
  let isDying = false;
  const stopMonitor = hook('uncaughtExceptionMonitor', (error: unknown) => {
    reports.capture(error, { level: 'fatal', handled: false });
    reports.persist();
  });
  const die = (error: unknown): void => {
    const isAlone = process.listenerCount('uncaughtException') === 1;
    if (!isAlone || isDying) return;
    isDying = true;
    void reports.flush({ deadlineMs }).finally(() => {
      stopMonitor();
      stopDying();
      // Outside of the promise, where it would be a rejection: Node prints it and exits with its own code.
      setImmediate(() => {
        throw error;
      });
    });
  };
  const stopDying = hook('uncaughtException', die);
  return [stopMonitor, stopDying];
}

/**
 * Without a listener for rejections Node makes an uncaught exception of each, and the hooks above see it. A
 * listener of ours would end that, so it is there only while somebody else's has ended it already.
 */
function rejectionHooks(reports: ErrorReports): (() => void)[] {
  const name = 'unhandledRejection';
  const report = (reason: unknown): void => {
    reports.capture(reason, { handled: false });
  };
  let isOurs = false;
  const stop = () => {
    process.off(name, report);
    isOurs = false;
  };
  const consider = (): void => {
    const others = process.listeners(name).filter((listener) => listener !== report).length;
    const isWanted = others > 0 || isWarningOnly();
    if (isWanted && !isOurs) {
      isOurs = true;
      process.on(name, report);
    } else if (!isWanted && isOurs) stop();
  };
  // Told before a listener is added, and after one was removed.
  const later = (event: string) => {
    if (event === name) queueMicrotask(consider);
  };
  consider();
  return [hook('newListener', later), hook('removeListener', later), stop];
}

/** Modes in which nothing becomes of a rejection, unless they are set in NODE_OPTIONS, which a lib does not read. */
function isWarningOnly(): boolean {
  return process.execArgv.some((flag) => /^--unhandled-rejections=(?:warn|none)/.test(flag));
}

function signalHook(reports: ErrorReports, signal: NodeJS.Signals, deadlineMs: number): () => void {
  let isFirst = true;
  const stop = hook(signal, () => {
    const isAlone = process.listenerCount(signal) === 1;
    const flushed = isFirst ? reports.flush({ deadlineMs }) : Promise.resolve();
    if (!isAlone) return;
    const raise = () => {
      stop();
      reports.persist();
      process.kill(process.pid, signal);
    };
    if (!isFirst) return raise();
    isFirst = false;
    void flushed.finally(raise);
  });
  return stop;
}

/** A program that has nothing more to do would end with its events in the spool, or lose them without one. */
function endHook(reports: ErrorReports, deadlineMs: number): () => void {
  let triedFor = -1;
  return hook('beforeExit', () => {
    const { created, queued, spooled } = reports.stats();
    // Once for the same events: an endpoint that is away must not keep the process.
    if (queued + spooled === 0 || triedFor === created) return;
    triedFor = created;
    void reports.flush({ deadlineMs });
  });
}
