/** What can be laid over every page of a workspace. */
export type Overlay = 'palette' | 'cheat-sheet';

const listeners = new Set<(overlay: Overlay) => void>();

/** Asks for an overlay from wherever in the page. */
export function openOverlay(overlay: Overlay): void {
  for (const listener of listeners) listener(overlay);
}

/** Calls `listener` for each request; returns what stops it. */
export function onOverlay(listener: (overlay: Overlay) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
