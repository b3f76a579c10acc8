import type { Outcome } from '../api/outcome.ts';
import type { Problem } from '../api/problem.ts';
import type { Contact } from './contact.ts';
import { contactQueryString, type ContactQuery } from './contact-query.ts';
import type { ContactPage, ContactsApi } from './contacts-api.ts';

/** What is known of the list at a moment; a new object after each change. */
export interface ContactListState {
  readonly query: ContactQuery;
  /** How many contacts match the query. */
  readonly total: number;
  /** The rows that were loaded, by their place. */
  readonly rows: ReadonlyMap<number, Contact>;
  /** `loading` while a new query is answered; the rows are still those of the last one then. */
  readonly status: 'ready' | 'loading' | 'failed';
  /** Why it failed. */
  readonly problem?: Problem | undefined;
}

/** A long list of which only the parts that were looked at are held. */
export interface ContactList {
  state(): ContactListState;
  /** Calls `listener` after each change; returns what stops it. */
  subscribe(listener: () => void): () => void;
  /** Shows another query from its start; the same query again changes nothing. */
  show(query: ContactQuery): void;
  /** Loads what is missing of the rows from `start` to before `end`, and forgets about requests for others. */
  look(start: number, end: number): void;
  /** Loads again what failed. */
  retry(): void;
  /** Loads everything in sight anew, from the start. */
  refresh(): void;
  /** Replaces a contact wherever it stands. */
  put(contact: Contact): void;
  /** Takes a contact out; returns the place it had, or -1. */
  remove(id: string): number;
  /** Puts a contact in at a place; those from there on move down. */
  insert(place: number, contact: Contact): void;
}

/** The options of {@link createContactList}. */
export interface ContactListOptions {
  readonly api: Pick<ContactsApi, 'list'>;
  readonly query: ContactQuery;
  /** The first rows, as the server rendered them. */
  readonly first: Outcome<ContactPage>;
  /** Runs `callback` after `delayMs`. Default the platform's `setTimeout`. */
  readonly setTimer?: (callback: () => void, delayMs: number) => unknown;
}

/** Rows per request, so that neighbouring looks ask for the same stretch. */
const chunkRows = 100;

/** While a person drags the scroll bar, ask for where it is at most this often. */
const settleMs = 30;

/** Rows held around the last look; those further away are loaded again when they come back in sight. */
const maxHeldRows = 3000;

function rowsFrom(offset: number, items: readonly Contact[]): [number, Contact][] {
  return items.map((contact, index) => [offset + index, contact]);
}

/** Makes the list behind the contacts grid. */
export function createContactList(options: ContactListOptions): ContactList {
  const { api, first, setTimer = (callback, delayMs) => setTimeout(callback, delayMs) } = options;
  let state: ContactListState = first.ok
    ? {
        query: options.query,
        total: first.value.total ?? first.value.items.length,
        rows: new Map(rowsFrom(0, first.value.items)),
        status: 'ready',
      }
    : { query: options.query, total: 0, rows: new Map(), status: 'failed', problem: first.problem };
  let sight = { start: 0, end: 0 };
  let isLookPlanned = false;
  /** The requests on their way, by chunk; -1 is the first answer of a new query. */
  const pending = new Map<number, AbortController>();
  const listeners = new Set<() => void>();

  function change(next: Partial<ContactListState>) {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  function abort(isUnwanted: (chunk: number) => boolean) {
    for (const [chunk, controller] of pending) {
      if (!isUnwanted(chunk)) continue;
      controller.abort();
      pending.delete(chunk);
    }
  }

  /** Asks for a chunk unless it is being asked for already; an aborted request changes nothing. */
  async function request(
    key: number,
    offset: number,
    onAnswer: (page: ContactPage) => Partial<ContactListState>,
  ) {
    if (pending.has(key)) return;
    const controller = new AbortController();
    const { signal } = controller;
    pending.set(key, controller);
    const range = { offset, limit: chunkRows, count: key === -1, signal };
    const outcome = await api.list(state.query, range).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (outcome === undefined || signal.aborted) return;
    pending.delete(key);
    if (outcome.ok) change({ problem: undefined, status: 'ready', ...onAnswer(outcome.value) });
    else change({ status: 'failed', problem: outcome.problem });
  }

  function withRows(added: readonly [number, Contact][]): ReadonlyMap<number, Contact> {
    const rows = new Map([...state.rows, ...added]);
    if (rows.size <= maxHeldRows) return rows;
    const middle = (sight.start + sight.end) / 2;
    return new Map([...rows].filter(([row]) => Math.abs(row - middle) < maxHeldRows / 3));
  }

  function loadSight() {
    isLookPlanned = false;
    const { start, end } = sight;
    const firstChunk = Math.floor(start / chunkRows);
    const lastChunk = Math.floor((end - 1) / chunkRows);
    abort((chunk) => chunk !== -1 && (chunk < firstChunk || chunk > lastChunk));
    if (state.status !== 'ready') return;
    for (let row = start; row < Math.min(end, state.total); row++) {
      if (state.rows.has(row)) continue;
      const offset = Math.floor(row / chunkRows) * chunkRows;
      void request(offset / chunkRows, offset, ({ items }) => ({
        rows: withRows(rowsFrom(offset, items)),
        // Fewer rows than promised: somebody else removed some meanwhile.
        ...(items.length < chunkRows ? { total: offset + items.length } : {}),
      }));
    }
  }

  function loadStart() {
    abort(() => true);
    change({ status: 'loading', problem: undefined });
    void request(-1, 0, ({ items, total }) => ({
      rows: new Map(rowsFrom(0, items)),
      total: total ?? items.length,
    }));
  }

  /** Rebuilds the rows with each place moved or dropped; answers under way would be one row off. */
  function move(place: (row: number, contact: Contact) => number | undefined, added: number) {
    abort((chunk) => chunk !== -1);
    const moved = [...state.rows].flatMap(([row, contact]): [number, Contact][] => {
      const to = place(row, contact);
      return to === undefined ? [] : [[to, contact]];
    });
    change({ rows: new Map(moved), total: Math.max(0, state.total + added) });
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(query) {
      if (contactQueryString(query) === contactQueryString(state.query)) return;
      state = { ...state, query };
      loadStart();
    },
    look(start, end) {
      sight = { start, end };
      if (isLookPlanned) return;
      isLookPlanned = true;
      setTimer(loadSight, settleMs);
    },
    retry() {
      if (state.rows.size === 0) loadStart();
      else {
        change({ status: 'ready', problem: undefined });
        loadSight();
      }
    },
    refresh: loadStart,
    put(contact) {
      const rows = [...state.rows].map(([row, old]): [number, Contact] => [
        row,
        old.id === contact.id ? contact : old,
      ]);
      change({ rows: new Map(rows) });
    },
    remove(id) {
      const at = [...state.rows].find(([, contact]) => contact.id === id)?.[0];
      if (at === undefined) return -1;
      move((row) => (row === at ? undefined : row > at ? row - 1 : row), -1);
      return at;
    },
    insert(place, contact) {
      move((row) => (row >= place ? row + 1 : row), 1);
      change({ rows: withRows([[place, contact]]) });
    },
  };
}
