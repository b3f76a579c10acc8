import type { Clock, Timer } from '../clock.ts';
import type { LedgerBook } from './ledger.ts';
import type { Spool, SpoolEntry } from './spool.ts';

/** An event that has not arrived yet. */
export interface Waiting {
  readonly createdMs: number;
}

interface Held extends Waiting {
  place:
    | { readonly kind: 'memory'; readonly bytes: Uint8Array }
    | { readonly kind: 'disk'; readonly entry: SpoolEntry };
}

/** Whether events are written to disk: if not, why not. */
export type SpoolState =
  | { readonly state: 'writable'; readonly bytes: number }
  | { readonly state: 'unavailable'; readonly reason: string }
  | { readonly state: 'off' };

/** Events in the order in which they are to be sent, on disk where possible and else in memory. */
export interface Backlog {
  /** Events in memory only, lost with the process. */
  readonly queued: number;
  /** Events on disk. */
  readonly spooled: number;
  /** Events that {@link Backlog.take} would give. */
  readonly waiting: number;
  readonly spool: SpoolState;
  /** Keeps an event; on disk when it returns, if the disk works. Never throws. */
  add(bytes: Uint8Array, createdMs: number): void;
  /** The oldest event, which is the caller's until it is finished or given back. */
  take(): Waiting | undefined;
  /** The bytes of an event; undefined when the disk no longer has them, and the event is given up then. */
  read(event: Waiting): Uint8Array | undefined;
  /** The event has arrived or was given up; the caller has counted it. */
  finish(event: Waiting): void;
  giveBack(event: Waiting): void;
  /** Writes to disk what is in memory, and returns when the disk has it. For the end of the process. */
  persist(): void;
  /** Takes over what dead processes left; resolves to whether there was something. */
  adopt(): Promise<boolean>;
  /** Keeps claims on the disk fresh. */
  heartbeat(): void;
  close(): void;
}

/** Options of {@link createBacklog}. */
export interface BacklogOptions {
  readonly clock: Clock;
  readonly ledger: LedgerBook;
  /** Makes the spool; without it everything stays in memory. */
  readonly openSpool?: ((onEvicted: (entries: readonly SpoolEntry[]) => void) => Spool) | undefined;
  /** Bytes that wait in memory while there is no disk; the oldest give way. */
  readonly maxMemoryBytes: number;
  /** Older events are given up, in milliseconds. */
  readonly maxAgeMs: number;
  /** Events may wait so long until the disk is told to keep them through a loss of power, in milliseconds. */
  readonly syncIntervalMs: number;
}

/** How long a disk that failed is left alone. */
const spoolPauseMs = 5000;

/** Creates an empty backlog. */
export function createBacklog(options: BacklogOptions): Backlog {
  const { clock, ledger } = options;
  let queue: Held[] = [];
  const inFlight = new Set<Held>();
  const onDisk = new Map<SpoolEntry, Held>();
  let memoryEvents = 0;
  let memoryBytes = 0;
  let failure: { readonly reason: string; readonly untilMs: number } | undefined;
  let syncTimer: Timer | undefined;
  let isClosed = false;

  const enterMemory = (held: Held, bytes: Uint8Array): void => {
    held.place = { kind: 'memory', bytes };
    memoryEvents += 1;
    memoryBytes += bytes.length;
  };

  const leaveMemory = (bytes: Uint8Array): void => {
    memoryEvents -= 1;
    memoryBytes -= bytes.length;
  };

  const evicted = (entries: readonly SpoolEntry[]): void => {
    const gone = new Set<Held>();
    for (const entry of entries) {
      const held = onDisk.get(entry);
      if (held === undefined) continue;
      onDisk.delete(entry);
      // What is being sent may have to be sent again.
      if (inFlight.has(held)) enterMemory(held, spool?.read(entry) ?? new Uint8Array());
      else gone.add(held);
    }
    queue = queue.filter((held) => !gone.has(held));
    ledger.drop('spool_full', gone.size);
  };

  const spool = options.openSpool?.(evicted);

  /** Runs what may fail for the disk's sake; a disk that has just failed is not asked. */
  const onSpool = <Result>(
    work: (spool: Spool) => Result,
    isUrgent = false,
  ): Result | undefined => {
    if (spool === undefined || isClosed) return undefined;
    if (failure !== undefined && !isUrgent && clock.monotonicMs() < failure.untilMs)
      return undefined;
    try {
      const result = work(spool);
      failure = undefined;
      return result;
    } catch (error) {
      failed(error);
      return undefined;
    }
  };

  const failed = (error: unknown): void => {
    ledger.fault('spool_failed');
    failure = { reason: reasonOf(error), untilMs: clock.monotonicMs() + spoolPauseMs };
  };

  const scheduleSync = (): void => {
    if (syncTimer !== undefined) return;
    syncTimer = clock.setTimer(() => {
      void spool
        ?.sync()
        .catch(failed)
        .finally(() => (syncTimer = undefined));
    }, options.syncIntervalMs);
  };

  const toDisk = (held: Held, bytes: Uint8Array, isUrgent = false): boolean => {
    const entry = onSpool((disk) => disk.append(bytes, held.createdMs), isUrgent);
    if (entry === undefined) return false;
    held.place = { kind: 'disk', entry };
    onDisk.set(entry, held);
    return true;
  };

  /** Moves what waits in memory to a disk that works again. */
  const memoryToDisk = (isUrgent = false): void => {
    if (memoryEvents === 0 || spool === undefined) return;
    for (const held of isUrgent ? [...inFlight, ...queue] : queue) {
      if (held.place.kind !== 'memory') continue;
      const { bytes } = held.place;
      if (!toDisk(held, bytes, isUrgent)) return;
      leaveMemory(bytes);
    }
    scheduleSync();
  };

  const boundMemory = (): void => {
    if (memoryBytes <= options.maxMemoryBytes) return;
    const gone = new Set<Held>();
    for (const held of queue) {
      if (memoryBytes <= options.maxMemoryBytes) break;
      if (held.place.kind !== 'memory') continue;
      leaveMemory(held.place.bytes);
      gone.add(held);
    }
    queue = queue.filter((held) => !gone.has(held));
    ledger.drop('memory_full', gone.size);
  };

  const finish = (held: Held): void => {
    inFlight.delete(held);
    if (held.place.kind === 'memory') return leaveMemory(held.place.bytes);
    const { entry } = held.place;
    onDisk.delete(entry);
    // A mark that cannot be written means one more delivery after the next start, not a lost event.
    onSpool((disk) => disk.finish(entry), true);
  };

  return {
    get queued() {
      return memoryEvents;
    },
    get spooled() {
      return onDisk.size;
    },
    get waiting() {
      return queue.length;
    },
    get spool(): SpoolState {
      if (spool === undefined) return { state: 'off' };
      if (failure !== undefined) return { state: 'unavailable', reason: failure.reason };
      return { state: 'writable', bytes: spool.bytes };
    },
    add(bytes, createdMs) {
      const held: Held = { createdMs, place: { kind: 'memory', bytes } };
      memoryToDisk();
      if (toDisk(held, bytes)) scheduleSync();
      else enterMemory(held, bytes);
      queue.push(held);
      boundMemory();
    },
    take() {
      for (let held = queue.shift(); held !== undefined; held = queue.shift()) {
        inFlight.add(held);
        if (clock.now() - held.createdMs <= options.maxAgeMs) return held;
        ledger.drop('too_old');
        finish(held);
      }
      return undefined;
    },
    read(event) {
      // Every event is one that this backlog made: callers know its first field only.
      const { place } = event as Held;
      const bytes =
        place.kind === 'memory' ? place.bytes : onSpool((disk) => disk.read(place.entry), true);
      if (bytes !== undefined && bytes.length > 0) return bytes;
      ledger.drop('unreadable');
      finish(event as Held);
      return undefined;
    },
    finish: (event) => finish(event as Held),
    giveBack(event) {
      const held = event as Held;
      inFlight.delete(held);
      queue.unshift(held);
      boundMemory();
    },
    persist() {
      // A folder that was taken away is noticed, and what was in it written again.
      onSpool((disk) => disk.heartbeat(), true);
      memoryToDisk(true);
      onSpool((disk) => disk.syncNow(), true);
    },
    async adopt() {
      const found = await onSpool((disk) => disk.adopt())?.catch(failed);
      if (found === undefined) return false;
      const held = found.entries.map((entry): Held => {
        const one: Held = { createdMs: entry.createdMs, place: { kind: 'disk', entry } };
        onDisk.set(entry, one);
        return one;
      });
      queue = [...held, ...queue];
      ledger.adopt(held.length + found.corrupt);
      ledger.drop('corrupt', found.corrupt);
      return held.length > 0;
    },
    heartbeat() {
      onSpool((disk) => disk.heartbeat(), true);
      memoryToDisk();
    },
    close() {
      syncTimer?.cancel();
      onSpool((disk) => disk.close(), true);
      isClosed = true;
    },
  };
}

/** The operating system's code says more than its sentence, and has no paths in it. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'code' in error ? String(error.code) : String(error);
}
