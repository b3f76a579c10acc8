import type { Clock, Timer } from '../clock.ts';
import type { EarlyError } from './early-error.ts';

/** Errors that wait a moment for a better account of themselves. */
export interface HeldErrors {
  /** Tells the error after a while; at once when too many wait already. A second time is nothing new. */
  hold(error: EarlyError): void;
  /** Forgets an error that has been told another way. */
  forget(eventId: string): void;
  /** Tells all that wait. */
  release(): void;
}

/** Options of {@link createHeldErrors}. */
export interface HeldErrorsOptions {
  readonly clock: Clock;
  readonly holdMs: number;
  readonly tell: (error: EarlyError) => void;
}

/** About 2 kB each. */
const maxHeld = 1000;

/**
 * Holds early errors back for as long as their page may take to load its Sentry client, whose event says
 * more: the visitor, the breadcrumbs, the whole stack.
 */
export function createHeldErrors({ clock, holdMs, tell }: HeldErrorsOptions): HeldErrors {
  const held = new Map<string, { readonly error: EarlyError; readonly timer: Timer }>();
  return {
    hold(error) {
      const { eventId } = error;
      if (held.has(eventId)) return;
      if (held.size >= maxHeld) return tell(error);
      const timer = clock.setTimer(() => {
        held.delete(eventId);
        tell(error);
      }, holdMs);
      held.set(eventId, { error, timer });
    },
    forget(eventId) {
      held.get(eventId)?.timer.cancel();
      held.delete(eventId);
    },
    release() {
      const waiting = [...held.values()];
      held.clear();
      for (const { error, timer } of waiting) {
        timer.cancel();
        tell(error);
      }
    },
  };
}
