import { type Kysely, type RawBuilder, type Transaction, sql } from 'kysely';

import type { Clock } from '../clock.ts';
import type { Database } from '../db/schema.ts';
import { withWorkspace } from '../db/workspace-scope.ts';
import type { BeforeCommit } from '../records/joined-write.ts';
import type { ImportedContact } from './imported-contact.ts';
import { type BatchPlan, type StoredContact, mergeBatch } from './merge-batch.ts';

/** Where and when a batch is written. */
export interface WriteBatchOptions {
  readonly db: Kysely<Database>;
  readonly workspaceId: string;
  /** Makes the id of a new contact: a UUIDv7. */
  readonly newId: () => string;
  readonly clock: Clock;
  /** Called once in each transaction that changes contacts. */
  readonly beforeCommit: BeforeCommit;
}

/** Tries before a batch that other writers keep changing under us fails. */
const attempts = 5;

/** Thrown inside the transaction to roll it back and read again; never leaves this file. */
class LostRace extends Error {}

/**
 * Imports a batch of rows in one transaction: all of it is committed or nothing.
 *
 * Batches of one workspace take turns, in whatever process they run, so that a file that is sent
 * twice at once doubles nothing, also where no unique index could tell (phone numbers, names).
 * Other writers are not kept waiting: what they change between our read and our write makes the
 * batch start again.
 *
 * @returns What became of the rows.
 * @throws What the driver throws; serialization failures and deadlocks only after five tries.
 */
export async function writeBatch(
  rows: readonly ImportedContact[],
  options: WriteBatchOptions,
): Promise<BatchPlan> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withWorkspace(options.db, options.workspaceId, async (trx) => {
        await takeTurn(trx, options.workspaceId);
        const plan = mergeBatch(await candidates(trx, options, rows), rows, options.newId);
        const at = new Date(options.clock.now());
        await insertAll(trx, options, plan.inserts, at);
        // Only rows that say which contact they are can give it another address.
        if (rows.some((row) => row.id !== null)) await freeAddresses(trx, options, plan.updates);
        await updateAll(trx, options, plan.updates, at);
        const isChanged = plan.inserts.length + plan.updates.length > 0;
        if (isChanged) await options.beforeCommit(trx);
        return plan;
      });
    } catch (error) {
      if (attempt === attempts || !isRace(error)) throw error;
    }
  }
}

const raceCodes: ReadonlySet<unknown> = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '23505', // unique_violation: an update that another writer outran
  '57014', // query_canceled: the time of a statement was up while others had their turn
]);

function isRace(error: unknown): boolean {
  if (error instanceof LostRace) return true;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code !== undefined && raceCodes.has(code);
}

async function takeTurn(trx: Transaction<Database>, workspaceId: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`contacts.import:${workspaceId}`}, 0)),
           -- For updateAll, for the reason that is given at among: hash the batch, never loop over it.
           set_config('enable_nestloop', 'off', true)`.execute(trx);
}

/** The live contacts that have an id or a key of `rows`. */
async function candidates(
  trx: Transaction<Database>,
  { workspaceId }: WriteBatchOptions,
  rows: readonly ImportedContact[],
): Promise<StoredContact[]> {
  const emails = distinct(rows.map((row) => row.emailKey));
  const phones = distinct(rows.map((row) => (row.emailKey === null ? row.phoneKey : null)));
  const matches = distinct(rows.map((row) => row.matchKey));
  const ids = distinct(rows.map((row) => row.id));
  const found = await sql<StoredContact>`
    ${among(workspaceId, sql`email_key = any(${emails}::text[])`)}
    union all ${among(workspaceId, sql`phone_key = any(${phones}::text[])`)}
    union all ${among(workspaceId, sql`match_key = any(${matches}::text[])`)}
    union all ${among(workspaceId, sql`id = any(${ids}::uuid[])`)}`.execute(trx);
  return [...new Map(found.rows.map((contact) => [contact.id, contact])).values()];
}

/**
 * One branch per index. No joins: of a table that was filled a moment ago the planner has no
 * statistics, joins it row by row in any order, and a batch takes 13 s at 50,000 contacts.
 */
function among(workspaceId: string, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select id, name, email, phone, company, job_title as "jobTitle", notes, stage,
                    email_key as "emailKey", phone_key as "phoneKey", match_key as "matchKey", version
               from contacts
              where workspace_id = ${workspaceId} and deleted_at is null and ${condition}`;
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}

async function insertAll(
  trx: Transaction<Database>,
  { workspaceId }: WriteBatchOptions,
  contacts: readonly StoredContact[],
  at: Date,
): Promise<void> {
  if (contacts.length === 0) return;
  const inserted = await sql`
    insert into contacts (workspace_id, id, name, email, phone, company, job_title, notes, stage,
                          email_key, phone_key, match_key, created_at, updated_at)
    select ${workspaceId}::uuid, *, ${at}::timestamptz, ${at}::timestamptz
      from unnest(${column(contacts, 'id')}::uuid[], ${column(contacts, 'name')}::text[],
                  ${column(contacts, 'email')}::text[], ${column(contacts, 'phone')}::text[],
                  ${column(contacts, 'company')}::text[], ${column(contacts, 'jobTitle')}::text[],
                  ${column(contacts, 'notes')}::text[], ${column(contacts, 'stage')}::text[],
                  ${column(contacts, 'emailKey')}::text[], ${column(contacts, 'phoneKey')}::text[],
                  ${column(contacts, 'matchKey')}::text[])
    on conflict do nothing`.execute(trx);
  // Somebody created a contact with one of these e-mail addresses after we looked.
  if (inserted.numAffectedRows !== BigInt(contacts.length)) throw new LostRace();
}

async function updateAll(
  trx: Transaction<Database>,
  { workspaceId }: WriteBatchOptions,
  contacts: readonly StoredContact[],
  at: Date,
): Promise<void> {
  if (contacts.length === 0) return;
  const updated = await sql`
    update contacts c
       set name = u.name, email = u.email, phone = u.phone, company = u.company,
           job_title = u.job_title, notes = u.notes, stage = u.stage, email_key = u.email_key,
           phone_key = u.phone_key, match_key = u.match_key, version = c.version + 1,
           updated_at = ${at}
      from unnest(${column(contacts, 'id')}::uuid[], ${column(contacts, 'name')}::text[],
                  ${column(contacts, 'email')}::text[], ${column(contacts, 'phone')}::text[],
                  ${column(contacts, 'company')}::text[], ${column(contacts, 'jobTitle')}::text[],
                  ${column(contacts, 'notes')}::text[], ${column(contacts, 'stage')}::text[],
                  ${column(contacts, 'emailKey')}::text[], ${column(contacts, 'phoneKey')}::text[],
                  ${column(contacts, 'matchKey')}::text[], ${column(contacts, 'version')}::integer[])
           as u(id, name, email, phone, company, job_title, notes, stage, email_key, phone_key,
                match_key, version)
     where c.workspace_id = ${workspaceId} and c.id = any(${column(contacts, 'id')}::uuid[])
       and c.id = u.id and c.version = u.version
       and c.deleted_at is null`.execute(trx);
  // Somebody edited or deleted one of these contacts after we looked.
  if (updated.numAffectedRows !== BigInt(contacts.length)) throw new LostRace();
}

/**
 * Addresses may move from contact to contact within a batch, and the unique index is checked row
 * by row: those that change are set free first.
 */
async function freeAddresses(
  trx: Transaction<Database>,
  { workspaceId }: WriteBatchOptions,
  contacts: readonly StoredContact[],
): Promise<void> {
  await sql`
    update contacts c set email_key = null
      from unnest(${column(contacts, 'id')}::uuid[], ${column(contacts, 'emailKey')}::text[])
           as u(id, email_key)
     where c.workspace_id = ${workspaceId} and c.id = any(${column(contacts, 'id')}::uuid[])
       and c.id = u.id and c.email_key <> u.email_key`.execute(trx);
}

function column<Field extends keyof StoredContact>(
  contacts: readonly StoredContact[],
  field: Field,
): StoredContact[Field][] {
  return contacts.map((contact) => contact[field]);
}
