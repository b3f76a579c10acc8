-- Up Migration
create table campaigns (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null,
  subject text not null default '',
  body text not null default '',
  status text not null default 'draft' check (status in ('draft', 'ready', 'archived')),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3),
  name_sort text collate "und-x-icu" not null
    generated always as (lower(name collate "und-x-icu")) stored,
  search_text text not null
    generated always as (lower((name || ' ' || subject) collate "und-x-icu")) stored,
  primary key (workspace_id, id)
);

create index campaigns_by_name_idx on campaigns (workspace_id, name_sort, id)
  where deleted_at is null;
create index campaigns_by_status_idx on campaigns (workspace_id, status, id)
  where deleted_at is null;
create index campaigns_by_created_idx on campaigns (workspace_id, created_at, id)
  where deleted_at is null;
create index campaigns_by_updated_idx on campaigns (workspace_id, updated_at, id)
  where deleted_at is null;
create index campaigns_deleted_idx on campaigns (deleted_at) where deleted_at is not null;

alter table campaigns enable row level security;
alter table campaigns force row level security;
create policy workspace_scope on campaigns
  using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);

grant select, insert, update, delete on campaigns to unite_app;

-- Down Migration
drop table campaigns;
