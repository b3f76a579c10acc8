import { fieldError } from '@unite/problem-details';
import { sql } from 'kysely';

import { isUniqueViolation } from '../db/database-errors.ts';
import type { ContactRow } from '../db/schema.ts';
import { problems } from '../problems.ts';
import type { Columns, RecordKind, WorkspaceScope } from '../records/record-store.ts';
import { type ContactIdentity, type ContactKeys, contactKeys } from './contact-keys.ts';
import {
  type Contact,
  type ContactChanges,
  type NewContact,
  isSomebody,
} from './contact-schemas.ts';

/** What makes a contact a record of its own kind. */
export const contactKind: RecordKind<ContactRow, Contact, NewContact, ContactChanges> = {
  table: 'contacts',
  sorts: {
    name: { column: 'name_sort', type: 'text' },
    email: { column: 'email_sort', type: 'text' },
    company: { column: 'company_sort', type: 'text' },
    createdAt: { column: 'created_at', type: 'timestamptz' },
    updatedAt: { column: 'updated_at', type: 'timestamptz' },
  },
  filters: { stage: 'stage' },

  toResource: (row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    company: row.company,
    jobTitle: row.job_title,
    notes: row.notes,
    stage: row.stage,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }),

  columnsOfDraft: async ({ jobTitle, ...draft }, scope) => ({
    ...draft,
    job_title: jobTitle,
    ...(await keysOf(draft, scope)),
  }),

  columnsOfChanges: async ({ jobTitle, ...changes }, row, scope) => {
    const identity = { name: row.name, email: row.email, phone: row.phone, company: row.company };
    const merged = { ...identity, ...defined(changes) };
    if (!isSomebody(merged)) {
      const message = 'At least one of name, email, phone and company must stay';
      throw problems.validation({
        errors: [fieldError([], 'body', 'identity_required', message)],
      });
    }
    return {
      ...defined(changes),
      ...(jobTitle === undefined ? {} : { job_title: jobTitle }),
      ...(await keysOf(merged, scope)),
    };
  },

  conflict: (error) =>
    isUniqueViolation(error, 'contacts_live_email_idx')
      ? problems.duplicateContact({ cause: error })
      : null,
};

/** The key columns; the workspace's region is asked for only when a number depends on it. */
async function keysOf(
  contact: ContactIdentity,
  { trx, workspaceId }: WorkspaceScope,
): Promise<ContactKeys> {
  if (contact.phone === null || contact.phone.startsWith('+')) return contactKeys(contact, '');
  const { rows } = await sql<{ region: string }>`
    select region from workspaces where id = ${workspaceId}`.execute(trx);
  return contactKeys(contact, rows[0]?.region ?? '');
}

/** The members that are there, so that an absent one does not overwrite. */
function defined(members: Readonly<Record<string, string | null | undefined>>): Columns {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
