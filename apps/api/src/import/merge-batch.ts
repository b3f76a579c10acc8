import type { ContactStage } from '../db/schema.ts';
import { type Refusal, refusal } from './contact-draft.ts';
import { type ImportedContact, matchKey } from './imported-contact.ts';

/** A contact as it is stored, as far as an import reads and writes it. */
export interface StoredContact {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly jobTitle: string | null;
  readonly notes: string | null;
  readonly stage: ContactStage;
  readonly emailKey: string | null;
  readonly phoneKey: string | null;
  readonly matchKey: string | null;
  /** Version that was read; 0 for a contact that this batch creates. */
  readonly version: number;
}

/** What has to be written so that a batch of rows is imported, and what became of each row. */
export interface BatchPlan {
  readonly inserts: readonly StoredContact[];
  readonly updates: readonly StoredContact[];
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
}

/**
 * Imports `rows` one after the other into the contacts that they could match.
 *
 * A row is the contact of its id, else of its e-mail address, else (without one) of its phone
 * number, else (without either) of its name and company; otherwise it is a new contact. A row
 * overwrites what it fills and leaves the rest; a later row meets what an earlier one left. An
 * address or a number that is only spelled differently is not a change.
 *
 * @param stored All live contacts with an id or key of the rows.
 * @param newId Makes the id of a new contact.
 */
export function mergeBatch(
  stored: readonly StoredContact[],
  rows: readonly ImportedContact[],
  newId: () => string,
): BatchPlan {
  const book = createBook(stored);
  const written = new Map<string, StoredContact>();
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const refusals: Refusal[] = [];
  for (const row of rows) {
    const match = book.find(row);
    if (match === undefined) {
      const contact = created(row, newId());
      book.put(contact);
      written.set(contact.id, contact);
      counts.created += 1;
      continue;
    }
    const contact = merged(match, row);
    if (contact === match) counts.unchanged += 1;
    else if (book.holdsEmailOfAnother(contact))
      refusals.push(refusal(row.line, 'email-taken', row.emailColumn));
    else {
      book.put(contact, match);
      written.set(contact.id, contact);
      counts.updated += 1;
    }
  }
  const contacts = [...written.values()];
  return {
    inserts: contacts.filter(({ version }) => version === 0),
    updates: contacts.filter(({ version }) => version !== 0),
    ...counts,
    refusals,
  };
}

function created(row: ImportedContact, id: string): StoredContact {
  const { name, email, phone, company, jobTitle, notes, stage } = row;
  const { emailKey, phoneKey } = row;
  return {
    ...{ id, name, email, phone, company, jobTitle, notes, stage: stage ?? 'lead' },
    ...{ emailKey, phoneKey, matchKey: row.matchKey, version: 0 },
  };
}

/** `contact` with what `row` fills; the same object when that changes nothing. */
function merged(contact: StoredContact, row: ImportedContact): StoredContact {
  const sameEmail = row.emailKey === null || row.emailKey === contact.emailKey;
  const samePhone =
    row.phone === null || (row.phoneKey !== null && row.phoneKey === contact.phoneKey);
  const next = {
    name: row.name ?? contact.name,
    email: sameEmail ? contact.email : row.email,
    phone: samePhone ? contact.phone : row.phone,
    company: row.company ?? contact.company,
    jobTitle: row.jobTitle ?? contact.jobTitle,
    notes: row.notes ?? contact.notes,
    stage: row.stage ?? contact.stage,
  };
  if (mergedFields.every((field) => next[field] === contact[field])) return contact;
  const emailKey = sameEmail ? contact.emailKey : row.emailKey;
  const phoneKey = next.phone === contact.phone ? contact.phoneKey : row.phoneKey;
  return {
    ...{ ...contact, ...next, emailKey, phoneKey },
    matchKey: emailKey === null && phoneKey === null ? matchKey(next) : null,
  };
}

const mergedFields = ['name', 'email', 'phone', 'company', 'jobTitle', 'notes', 'stage'] as const;

/** The contacts of a batch, found by id and by each key, kept right while rows change them. */
function createBook(stored: readonly StoredContact[]) {
  const byId = new Map<string, StoredContact>();
  const byEmail = new Map<string, StoredContact>();
  const byPhone = new Map<string, StoredContact[]>();
  const byMatch = new Map<string, StoredContact[]>();

  const put = (contact: StoredContact, previous?: StoredContact): void => {
    byId.set(contact.id, contact);
    if (previous?.emailKey != null) byEmail.delete(previous.emailKey);
    if (contact.emailKey !== null) byEmail.set(contact.emailKey, contact);
    move(byPhone, previous, previous?.phoneKey, contact, contact.phoneKey);
    move(byMatch, previous, previous?.matchKey, contact, contact.matchKey);
  };
  for (const contact of stored) put(contact);

  const find = (row: ImportedContact): StoredContact | undefined => {
    const own = row.id === null ? undefined : byId.get(row.id);
    if (own !== undefined) return own;
    if (row.emailKey !== null) return byEmail.get(row.emailKey);
    if (row.phoneKey !== null) return likeliest(byPhone.get(row.phoneKey), row);
    return row.matchKey === null ? undefined : likeliest(byMatch.get(row.matchKey), row);
  };

  return {
    put,
    find,
    holdsEmailOfAnother: ({ id, emailKey }: StoredContact): boolean => {
      const holder = emailKey === null ? undefined : byEmail.get(emailKey);
      return holder !== undefined && holder.id !== id;
    },
  };
}

function move(
  index: Map<string, StoredContact[]>,
  previous: StoredContact | undefined,
  previousKey: string | null | undefined,
  contact: StoredContact,
  key: string | null,
): void {
  if (previous !== undefined && previousKey != null)
    index.set(
      previousKey,
      (index.get(previousKey) ?? []).filter((it) => it.id !== previous.id),
    );
  if (key !== null) index.set(key, [...(index.get(key) ?? []), contact]);
}

/** Of people who share a key: the one of the same name, else one without e-mail, else the oldest. */
function likeliest(
  candidates: readonly StoredContact[] | undefined,
  row: ImportedContact,
): StoredContact | undefined {
  const name = row.name?.toLowerCase();
  const rank = (contact: StoredContact): number =>
    (contact.name?.toLowerCase() === name ? 0 : 2) + (contact.emailKey === null ? 0 : 1);
  return candidates?.toSorted(
    (one, other) => rank(one) - rank(other) || (one.id < other.id ? -1 : 1),
  )[0];
}
