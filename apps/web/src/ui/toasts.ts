/** What a toast says and offers. */
export interface Toast {
  readonly text: string;
  /** Default `info`; a `bad` one is announced at once. */
  readonly tone?: 'info' | 'bad';
  /** A button beside the text, such as Undo; pressing it dismisses the toast. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Where the text has more to it; opens a tab of its own. */
  readonly link?: { readonly label: string; readonly href: string };
}

/** A toast that is on screen. */
export interface ShownToast extends Toast {
  readonly id: number;
}

/** The toasts of a page: newest last, at most three. */
export interface Toasts {
  /** Shows a toast until it is dismissed; returns its id. */
  show(toast: Toast): number;
  dismiss(id: number): void;
  /** The toasts on screen; the same array until something changes. */
  list(): readonly ShownToast[];
  /** Calls `listener` after each change; returns what stops it. */
  subscribe(listener: () => void): () => void;
}

const maxShown = 3;

/** Makes an empty list of toasts. */
export function createToasts(): Toasts {
  let shown: readonly ShownToast[] = [];
  let lastId = 0;
  const listeners = new Set<() => void>();
  const change = (next: readonly ShownToast[]) => {
    shown = next;
    for (const listener of listeners) listener();
  };
  return {
    show(toast) {
      lastId += 1;
      change([...shown, { ...toast, id: lastId }].slice(-maxShown));
      return lastId;
    },
    dismiss: (id) => change(shown.filter((toast) => toast.id !== id)),
    list: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The toasts of this page. */
export const toasts = createToasts();
