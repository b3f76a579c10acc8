import { StackError } from '../errors.ts';
import type { Refusal } from './receiver.ts';

const excerptLength = 200;

/** What a receiver recorded, and who waits for more of it. */
export interface Journal<Item> {
  readonly received: readonly Item[];
  readonly refused: readonly Refusal[];
  accept(items: readonly Item[]): void;
  /** Records a refusal with the beginning of what was refused. */
  refuse(status: number, reason: string, content: string | Uint8Array): void;
  /** Lets those who wait look again: something outside of the journal has changed. */
  changed(): void;
  clear(): void;
  /** @throws {StackError} STACK_TIMEOUT */
  waitFor(found: (items: readonly Item[]) => boolean, timeoutMs: number): Promise<void>;
}

/** How a journal is kept. */
export interface JournalOptions {
  /** Whose it is, for messages. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Entries of each list; beyond them the oldest are forgotten. */
  readonly maxKept: number;
}

/** Creates an empty journal. */
export function createJournal<Item>({ name, now, maxKept }: JournalOptions): Journal<Item> {
  const received: Item[] = [];
  const refused: Refusal[] = [];
  const looks = new Set<() => void>();
  let isScheduled = false;
  // Once per turn of the event loop and not per item: a predicate may read the whole list.
  const changed = () => {
    if (isScheduled || looks.size === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      for (const look of looks) look();
    });
  };
  const waitFor: Journal<Item>['waitFor'] = (found, timeoutMs) =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        looks.delete(look);
        settle();
      };
      const look = () => {
        try {
          if (found(received)) end(resolve);
        } catch (error) {
          end(() => reject(error));
        }
      };
      const giveUp = () => end(() => reject(notFound(name, timeoutMs, received, refused)));
      const timer = setTimeout(giveUp, timeoutMs);
      looks.add(look);
      look();
    });
  return {
    received,
    refused,
    accept(items) {
      for (const item of items) received.push(item);
      forgetOldest(received, maxKept);
      changed();
    },
    refuse(status, reason, content) {
      refused.push({ atMs: now(), status, reason, excerpt: excerptOf(content) });
      forgetOldest(refused, maxKept);
      changed();
    },
    changed,
    clear() {
      received.length = 0;
      refused.length = 0;
    },
    waitFor,
  };
}

/** Removes the oldest entries of a list that has more than it may have. */
export function forgetOldest(entries: unknown[], maxKept: number): void {
  if (entries.length > maxKept) entries.splice(0, entries.length - maxKept);
}

function excerptOf(content: string | Uint8Array): string {
  if (typeof content === 'string') return content.slice(0, excerptLength);
  return Buffer.from(content.subarray(0, excerptLength)).toString('utf8');
}

function notFound(
  name: string,
  timeoutMs: number,
  received: readonly unknown[],
  refused: readonly Refusal[],
): StackError {
  const last = refused.at(-1);
  return new StackError('STACK_TIMEOUT', {
    what: `${name} did not receive what was waited for`,
    why:
      `within ${timeoutMs} ms; it accepted ${received.length} and refused ${refused.length}` +
      (last ? `, the last one because ${last.reason}` : ''),
    todo: 'look into what was received and refused',
  });
}
