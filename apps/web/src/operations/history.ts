import type { Operations } from './operations.ts';

/** The latest looks at the system, oldest first. */
export type History = readonly Operations[];

/** Five minutes at one look every five seconds. */
const mostLooks = 60;

/** The history with one more look; the oldest is forgotten when there are more than 60. */
export function remember(history: History, look: Operations): History {
  return [...history, look].slice(-mostLooks);
}

/** The same figure out of every look; null where it was not known. */
export function series(
  history: History,
  figure: (look: Operations) => number | null | undefined,
): readonly (number | null)[] {
  return history.map((look) => figure(look) ?? null);
}
