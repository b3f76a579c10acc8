-- Up Migration
-- Instants have the precision of a JavaScript Date: a cursor holds what was read, and a row must not
-- fall between the read instant and the stored one.
--
-- *_sort: row-level security keeps an index from serving a condition on an expression like
-- lower(name), because such functions are not leakproof; on a plain column it may. Blank values get
-- U+FFFF, which the root collation sorts after every character.
--
-- Keys and addresses are compared byte by byte ("C"): they are not read as words, such an index costs an
-- import a fraction of a linguistic one, and no upgrade of a collation can corrupt it.
create table contacts (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text,
  email text,
  email_key text collate "C",
  phone text,
  phone_key text collate "C",
  company text,
  job_title text,
  notes text,
  match_key text collate "C",
  stage text not null default 'lead' check (stage in ('lead', 'qualified', 'customer', 'churned')),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3),
  name_sort text collate "und-x-icu" not null
    generated always as (coalesce(lower(name collate "und-x-icu"), chr(65535))) stored,
  email_sort text collate "C" not null
    generated always as (coalesce(lower(email collate "und-x-icu"), chr(65535))) stored,
  company_sort text collate "und-x-icu" not null
    generated always as (coalesce(lower(company collate "und-x-icu"), chr(65535))) stored,
  search_text text not null generated always as (
    lower(
      (coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(company, '') || ' '
        || coalesce(phone, '')) collate "und-x-icu"
    )
  ) stored,
  primary key (workspace_id, id),
  constraint contacts_somebody_check
    check (name is not null or email is not null or phone is not null or company is not null)
);

create unique index contacts_live_email_idx on contacts (workspace_id, email_key)
  where deleted_at is null;
create index contacts_phone_idx on contacts (workspace_id, phone_key)
  where deleted_at is null and phone_key is not null;
create index contacts_match_idx on contacts (workspace_id, match_key)
  where deleted_at is null and match_key is not null;
create index contacts_by_name_idx on contacts (workspace_id, name_sort, id)
  where deleted_at is null;
create index contacts_by_email_idx on contacts (workspace_id, email_sort, id)
  where deleted_at is null;
create index contacts_by_company_idx on contacts (workspace_id, company_sort, id)
  where deleted_at is null;
create index contacts_by_created_idx on contacts (workspace_id, created_at, id)
  where deleted_at is null;
create index contacts_by_updated_idx on contacts (workspace_id, updated_at, id)
  where deleted_at is null;
create index contacts_deleted_idx on contacts (deleted_at) where deleted_at is not null;

alter table contacts enable row level security;
alter table contacts force row level security;
create policy workspace_scope on contacts
  using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);

grant select, insert, update, delete on contacts to unite_app;

-- Down Migration
drop table contacts;
