-- Up Migration
create table workspaces (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 200),
  tier text not null default 'free' check (tier in ('free', 'starter', 'pro', 'enterprise')),
  time_zone text not null default 'UTC',
  region char(2) not null default 'US',
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  prefix text not null,
  key_hash bytea not null constraint api_keys_key_hash_key unique,
  created_at timestamptz(3) not null default now(),
  revoked_at timestamptz(3)
);
create index api_keys_workspace_idx on api_keys (workspace_id, created_at, id);

-- Forced, so that the owner of the tables is bound too. The cast of an unset setting would fail
-- on '' (what a reset setting reads as), hence nullif: no setting, no rows.
alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy workspace_scope on workspaces
  using (id = nullif(current_setting('app.workspace_id', true), '')::uuid);

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy workspace_scope on api_keys
  using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
-- A request has a key before it has a workspace: who knows the hash may read that one row.
create policy key_lookup on api_keys for select
  using (key_hash = decode(current_setting('app.key_hash', true), 'hex'));

-- Provisioning, which runs as the owner of the tables, finds a workspace again by its name.
create policy provisioning on workspaces for select to current_user using (true);

-- An instance takes traffic only when the newest migration it knows has run.
grant select on pgmigrations to unite_app;
grant select, update on workspaces to unite_app;
grant select, insert, update on api_keys to unite_app;

-- Down Migration
revoke select on pgmigrations from unite_app;
drop table api_keys;
drop table workspaces;
