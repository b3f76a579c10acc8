import type { ErrorEvent, Event } from '@sentry/core';

import type { Scrubber } from '../scrub/index.ts';
import type { HashId } from './hash-id.ts';
import type { LedgerBook } from './ledger.ts';
import { omit } from './members.ts';
import { trimEvent } from './trim-event.ts';

/** Changes an event before it is scrubbed and kept; null gives it up. Must not be asynchronous. */
export type BeforeSend = (event: ErrorEvent) => ErrorEvent | null;

/** Options of {@link createOutgoingEvent}. */
export interface OutgoingEventOptions {
  readonly scrubber: Scrubber;
  readonly hashId: HashId;
  readonly ledger: LedgerBook;
  readonly beforeSend?: BeforeSend | undefined;
  readonly maxEventBytes: number;
}

/** The event as it may leave the process, or null when the user's hook gave it up. */
export type OutgoingEvent = (event: Event) => Event | null;

/** Creates the last step of every event, whichever way it was captured. */
export function createOutgoingEvent(options: OutgoingEventOptions): OutgoingEvent {
  const { scrubber, hashId } = options;
  return (event) => {
    const decided = hooked(event, options);
    if (decided === null) return null;
    // A copy of a plain event, of which only texts have changed.
    const clean = scrubber.value(hashed(decided, hashId)) as Event;
    return trimEvent(withTrusted(clean, decided), options.maxEventBytes);
  };
}

/** A hook that fails is counted and has no say: an event is worth more than what it wanted to change. */
function hooked(event: Event, { beforeSend, ledger }: OutgoingEventOptions): Event | null {
  if (beforeSend === undefined || event.type !== undefined) return event;
  try {
    const result: unknown = beforeSend(event as ErrorEvent); // an event without a type is an error
    if (result === null) return null;
    const isEvent = typeof result === 'object' && !('then' in result);
    if (isEvent) return result;
  } catch {
    // Counted below, as an answer that is no event is.
  }
  ledger.fault('hook_failed');
  return event;
}

/** Ids of users and workspaces however they came here, and nothing else of a user. */
function hashed(event: Event, hashId: HashId): Event {
  const { user, tags } = event;
  const userId = user?.id ?? user?.email ?? user?.username;
  const workspace = tags?.['workspace'];
  return {
    ...omit(event, ['user']),
    ...(userId != null && { user: { id: hashId('user', String(userId)) } }),
    ...(workspace != null && {
      tags: { ...tags, workspace: hashId('workspace', String(workspace)) },
    }),
  };
}

const hexId = /^[0-9a-f]{16,32}$/;

/** Restores what is not anybody's data and could be taken for it: numbers in ids, names of builds. */
function withTrusted(clean: Event, event: Event): Event {
  const names = ['event_id', 'timestamp', 'platform', 'level', 'type', 'sdk', 'release'] as const;
  const moreNames = ['environment', 'dist', 'server_name', 'debug_meta'] as const;
  const trusted = [...names, ...moreNames].filter((name) => event[name] !== undefined);
  const ids = Object.entries(event.contexts?.trace ?? {}).filter(
    ([, id]) => typeof id === 'string' && hexId.test(id),
  );
  return {
    ...clean,
    ...Object.fromEntries(trusted.map((name) => [name, event[name]])),
    contexts: {
      ...clean.contexts,
      trace: { ...clean.contexts?.trace, ...Object.fromEntries(ids) },
    },
  } as Event; // the same members with the same types
}
