import type { Problem } from '../api/problem.ts';
import { refusalToast } from '../ui/refusal-toast.ts';
import type { Toasts } from '../ui/toasts.ts';
import { contactTitle, type Contact } from './contact.ts';
import type { ContactList } from './contact-list.ts';
import type { ContactsApi } from './contacts-api.ts';

/** What a person does to contacts in the list: seen at once, taken back when the API refuses. */
export interface ContactActions {
  /** Removes contacts, with an offer to undo. Resolves when the API has answered. */
  remove(contacts: readonly Contact[]): Promise<void>;
}

interface Removed {
  readonly contact: Contact;
  readonly place: number;
}

function naming(contacts: readonly { readonly contact: Contact }[]): string {
  const [only] = contacts;
  if (contacts.length === 1 && only) return contactTitle(only.contact);
  return `${contacts.length} contacts`;
}

/** Makes the actions over a list. */
export function createContactActions(options: {
  readonly api: Pick<ContactsApi, 'remove' | 'restore' | 'get'>;
  readonly list: Pick<ContactList, 'remove' | 'insert' | 'put'>;
  readonly toasts: Pick<Toasts, 'show'>;
}): ContactActions {
  const { api, list, toasts } = options;

  function putBack(removed: Removed) {
    if (removed.place >= 0) list.insert(removed.place, removed.contact);
  }

  /** The last one removed goes back first, so that each finds its old place. */
  function backwards<T>(items: readonly T[]): readonly T[] {
    return [...items].reverse();
  }

  async function restore(removed: readonly Removed[]) {
    const outcomes = await Promise.all(removed.map(({ contact }) => api.restore(contact)));
    let problem: Problem | undefined;
    for (const { place, outcome } of backwards(
      removed.map(({ place }, index) => ({ place, outcome: outcomes[index] })),
    )) {
      if (outcome?.ok) list.insert(Math.max(0, place), outcome.value);
      else problem ??= outcome?.problem;
    }
    if (problem) toasts.show(refusalToast('Not restored', problem));
    else toasts.show({ text: `Restored ${naming(removed)}` });
  }

  return {
    async remove(contacts) {
      const removed = contacts.map((contact) => ({ contact, place: list.remove(contact.id) }));
      const outcomes = await Promise.all(contacts.map((contact) => api.remove(contact)));
      const done = removed.filter((_, index) => outcomes[index]?.ok);
      const kept = removed.filter((_, index) => outcomes[index]?.ok !== true);
      for (const it of backwards(kept)) putBack(it);
      if (done.length > 0) {
        toasts.show({
          text: `Deleted ${naming(done)}`,
          action: { label: 'Undo', run: () => void restore(done) },
        });
      }
      const refusal = outcomes.find((outcome) => !outcome.ok);
      if (refusal === undefined || refusal.ok) return;
      toasts.show(refusalToast(`Not deleted: ${naming(kept)}`, refusal.problem));
      if (refusal.problem.status !== 412) return;
      for (const { contact } of kept) {
        const latest = await api.get(contact.id);
        if (latest.ok) list.put(latest.value);
      }
    },
  };
}
