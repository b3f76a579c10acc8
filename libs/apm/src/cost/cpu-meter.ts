import { readdirSync, readFileSync } from 'node:fs';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** One stop of this thread to collect garbage. */
export interface GcPause {
  /** Begin, on the clock of `Clock.monotonicMs`. */
  readonly startMs: number;
  readonly durationMs: number;
}

/** Processor time since the process began, microseconds. */
export interface CpuReading {
  /** Of this thread. */
  readonly threadUs: number;
  /** Of all threads of the process; in a worker thread, of itself only. */
  readonly processUs: number;
}

/** Where the ledger reads the processor time that was used. */
export interface CpuMeter {
  /** Costs a few microseconds. */
  read(): CpuReading;
  /** Microseconds that libuv's thread pool has used; undefined where the system does not tell. */
  poolUs(): number | undefined;
  /** Milliseconds that this thread's event loop has waited for something to do. */
  idleMs(): number;
  /** Calls `listener` after each pause; what it returns ends that. */
  onGc(listener: (pause: GcPause) => void): () => void;
}

/** The machine's own readings. */
export function systemCpuMeter(): CpuMeter {
  return {
    read: isMainThread ? read : readWorker,
    poolUs: isMainThread ? poolThreads() : () => undefined,
    idleMs: () => performance.eventLoopUtilization().idle,
    onGc,
  };
}

/**
 * The process is read first: that brings the kernel's account of the running thread up to date. Alone,
 * getrusage(RUSAGE_THREAD) tells what it was at the last tick of the scheduler, up to 4 ms ago at 250 Hz.
 */
function read(): CpuReading {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return { threadUs: own.user + own.system, processUs: all.user + all.system };
}

/** A worker thread leaves the other threads to the ledger of the main thread. */
function readWorker(): CpuReading {
  const { threadUs } = read();
  return { threadUs, processUs: threadUs };
}

function onGc(listener: (pause: GcPause) => void): () => void {
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      listener({ startMs: startTime, durationMs: duration });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

/**
 * Reads what the threads that libuv names `libuv-worker` have run, from proc(5) `schedstat`: nanoseconds on
 * a processor. About 20 µs per thread, so it is for once in seconds.
 */
function poolThreads(): () => number | undefined {
  const isPool = new Map<string, boolean>();
  const ofTask = (id: string, file: string) =>
    readFileSync(`/proc/self/task/${id}/${file}`, 'utf8');
  const runUs = (id: string): number => {
    let known = isPool.get(id);
    if (known === undefined) isPool.set(id, (known = ofTask(id, 'comm') === 'libuv-worker\n'));
    return known ? Number.parseInt(ofTask(id, 'schedstat'), 10) / 1000 : 0;
  };
  return () => {
    try {
      return readdirSync('/proc/self/task').reduce((sum, id) => sum + runUs(id), 0);
    } catch {
      // No Linux, no right to read, or a thread that ended meanwhile: the ledger does without.
      return undefined;
    }
  };
}
