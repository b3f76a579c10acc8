import type { ColumnType, Generated, GeneratedAlways, Insertable, Selectable } from 'kysely';

/** An instant column: read as a `Date`, written as a `Date`; millisecond precision (`timestamptz(3)`). */
export type Instant = ColumnType<Date, Date, Date>;

/** An instant column that the database fills when it is not written. */
export type DefaultedInstant = ColumnType<Date, Date | undefined, Date>;

/** Table `workspaces`: one row per tenant. */
export interface WorkspacesTable {
  id: string;
  name: string;
  tier: Generated<WorkspaceTier>;
  /** IANA time zone name. */
  time_zone: Generated<string>;
  /** ISO 3166-1 alpha-2; the country that phone numbers without `+` belong to. */
  region: Generated<string>;
  version: Generated<number>;
  created_at: DefaultedInstant;
  updated_at: DefaultedInstant;
}

/** What a workspace has paid for. */
export type WorkspaceTier = 'free' | 'starter' | 'pro' | 'enterprise';

/** Table `api_keys`: only the SHA-256 of a key is kept. */
export interface ApiKeysTable {
  id: string;
  workspace_id: string;
  name: string;
  /** First 8 characters after `uk_`, so that a person can tell keys apart. */
  prefix: string;
  key_hash: Buffer;
  created_at: DefaultedInstant;
  revoked_at: Date | null;
}

/** Where a contact stands in the sale. */
export type ContactStage = 'lead' | 'qualified' | 'customer' | 'churned';

/** Table `contacts`. The `*_key` columns decide what is the same person; the `*_sort` columns order lists. */
export interface ContactsTable {
  workspace_id: string;
  id: string;
  name: string | null;
  email: string | null;
  /** Normalised e-mail; unique among the live contacts of a workspace. */
  email_key: string | null;
  phone: string | null;
  /** E.164. */
  phone_key: string | null;
  company: string | null;
  job_title: string | null;
  notes: string | null;
  /** `lower(name)|lower(company)`; set only when there is neither `email_key` nor `phone_key`. */
  match_key: string | null;
  stage: Generated<ContactStage>;
  version: Generated<number>;
  created_at: Instant;
  updated_at: Instant;
  deleted_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  name_sort: GeneratedAlways<string>;
  email_sort: GeneratedAlways<string>;
  company_sort: GeneratedAlways<string>;
  search_text: GeneratedAlways<string>;
}

/** How far a campaign has come. */
export type CampaignStatus = 'draft' | 'ready' | 'archived';

/** Table `campaigns`. */
export interface CampaignsTable {
  workspace_id: string;
  id: string;
  name: string;
  subject: Generated<string>;
  body: Generated<string>;
  status: Generated<CampaignStatus>;
  version: Generated<number>;
  created_at: Instant;
  updated_at: Instant;
  deleted_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  name_sort: GeneratedAlways<string>;
  search_text: GeneratedAlways<string>;
}

/** All tables as Kysely sees them. */
export interface Database {
  workspaces: WorkspacesTable;
  api_keys: ApiKeysTable;
  contacts: ContactsTable;
  campaigns: CampaignsTable;
}

/** A row of `workspaces` as read. */
export type WorkspaceRow = Selectable<WorkspacesTable>;
/** A row of `contacts` as read. */
export type ContactRow = Selectable<ContactsTable>;
/** A row of `contacts` as inserted. */
export type NewContactRow = Insertable<ContactsTable>;
/** A row of `campaigns` as read. */
export type CampaignRow = Selectable<CampaignsTable>;
