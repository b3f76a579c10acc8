import type { LogPosition } from '../shared-store.ts';
import { readPosition } from './redis-log.ts';

/**
 * Tells whether a connection leads to the server whose log is followed over another one. After a failover it may not:
 * the server that was primary before answers on until it is demoted, and lacks what was invalidated since.
 */
export interface Witness {
  /** Whether the connection leads elsewhere: what is read or confirmed over it counts for nothing. */
  readonly isElsewhere: boolean;
  /** The log that is followed has this entry; the other connection is asked for it. */
  look(position: LogPosition): void;
  /** Whether it was found to lead elsewhere, where it had not before, since this was asked last. */
  hasStrayed(): boolean;
}

/**
 * A witness that believes until it looks.
 *
 * @param entryAt what XRANGE answers for one id, over the connection in question
 */
export function createWitness(entryAt: (id: string) => Promise<unknown>): Witness {
  let isElsewhere = false;
  let hasStrayed = false;
  let isLooking = false;
  let newest: LogPosition | undefined;

  async function compare({ id, stamp }: LogPosition): Promise<void> {
    const reply = await entryAt(id);
    const found = readPosition(Array.isArray(reply) ? reply[0] : undefined);
    const isThere = found.id === id && found.stamp === stamp;
    if (!isThere && !isElsewhere) hasStrayed = true;
    isElsewhere = !isThere;
  }

  async function lookOnAndOn(): Promise<void> {
    isLooking = true;
    while (newest) {
      const position = newest;
      newest = undefined;
      // Without an answer nothing is read over that connection either.
      await compare(position).catch(() => undefined);
    }
    isLooking = false;
  }

  return {
    get isElsewhere() {
      return isElsewhere;
    },
    look(position) {
      newest = position;
      if (!isLooking) void lookOnAndOn();
    },
    hasStrayed() {
      const answer = hasStrayed;
      hasStrayed = false;
      return answer;
    },
  };
}
