import type { Problem } from '../api/problem.ts';
import type { Contact } from './contact.ts';
import type { ContactField, ContactsApi } from './contacts-api.ts';

/** What came of saving a field. */
export type Saved =
  | { readonly kind: 'saved'; readonly contact: Contact }
  /** Somebody else changed the same field first; `theirs` is the contact as it is now. */
  | { readonly kind: 'conflict'; readonly theirs: Contact }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Saves the fields of one contact, one after the other. */
export interface ContactEditor {
  /** Saves one field. An emptied text is stored as absent. */
  save(field: ContactField, value: string): Promise<Saved>;
  /** Says that the contact became another version elsewhere. */
  follow(contact: Contact): void;
}

const stale = 412;

/** Makes the editor of `contact`. */
export function createContactEditor(
  contact: Contact,
  api: Pick<ContactsApi, 'change' | 'get'>,
): ContactEditor {
  let current = contact;
  let last: Promise<unknown> = Promise.resolve();

  async function saveNow(field: ContactField, text: string): Promise<Saved> {
    const value = text.trim() === '' ? null : text.trim();
    const before = current[field];
    const outcome = await api.change(current, { [field]: value });
    if (outcome.ok) {
      current = outcome.value;
      return { kind: 'saved', contact: current };
    }
    if (outcome.problem.status !== stale) return { kind: 'refused', problem: outcome.problem };
    const latest = await api.get(current.id);
    if (!latest.ok) return { kind: 'refused', problem: latest.problem };
    current = latest.value;
    if (current[field] === value) return { kind: 'saved', contact: current };
    if (current[field] !== before) return { kind: 'conflict', theirs: current };
    // Only other fields were changed, so there is nothing to choose: save on top of them.
    return saveNow(field, text);
  }

  return {
    save(field, value) {
      // One at a time: each save needs the version that the one before it made.
      const next = last.then(() => saveNow(field, value));
      last = next;
      return next;
    },
    follow(latest) {
      if (latest.version > current.version) current = latest;
    },
  };
}
