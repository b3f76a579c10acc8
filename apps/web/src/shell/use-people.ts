import { useEffect, useState } from 'react';

import { apiPath, requestJson } from '../api/request-json.ts';
import type { components } from '../api/schema.d.ts';
import { contactTitle } from '../contacts/contact.ts';

/** A contact as the palette shows it. */
export interface Person {
  readonly id: string;
  readonly title: string;
  readonly note: string | undefined;
}

type Contact = components['schemas']['Contact'];

const debounceMs = 120;
const maxPeople = 5;

/** The contacts that match what was typed, once it has at least two letters and the typing pauses. */
export function usePeople(workspaceId: string, typed: string): readonly Person[] {
  const [found, setFound] = useState<{ typed: string; people: readonly Person[] }>();
  const search = typed.trim();
  const isLongEnough = search.length >= 2;

  useEffect(() => {
    if (!isLongEnough) return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ search, limit: String(maxPeople), sort: 'name' });
      const path = apiPath(workspaceId, `/contacts?${query}`);
      const outcome = await requestJson<{ items: readonly Contact[] }>(path, {
        signal: abort.signal,
      }).catch(() => undefined); // aborted: a newer search is on its way
      if (outcome?.ok !== true) return;
      const people = outcome.value.items.map((contact) => ({
        id: contact.id,
        title: contactTitle(contact),
        note: contact.company ?? contact.email ?? undefined,
      }));
      setFound({ typed: search, people });
    }, debounceMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [workspaceId, search, isLongEnough]);

  return isLongEnough ? (found?.people ?? []) : [];
}
