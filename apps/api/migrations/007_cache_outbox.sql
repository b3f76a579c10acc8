-- Up Migration
-- What a transaction has made out of date in the cache, until the shared server has confirmed that it is gone. This
-- statement is that of outboxTable() in @unite/cache/postgres.
CREATE TABLE IF NOT EXISTS cache_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  names jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Names hold ids of a workspace's records. Which workspace, the scope of the transaction tells, so that nobody can
-- write a row without one. No reference: what is cached of a workspace outlives it.
alter table cache_outbox add column workspace_id uuid not null;
alter table cache_outbox alter column workspace_id
  set default nullif(current_setting('app.workspace_id', true), '')::uuid;

alter table cache_outbox enable row level security;
alter table cache_outbox force row level security;
-- A write adds rows of its workspace, and reads the number of what it has added.
create policy workspace_scope_insert on cache_outbox for insert
  with check (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
create policy workspace_scope_select on cache_outbox for select
  using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
-- The relay sends the rows of all workspaces. Its connections, on which nothing else is asked, say that they are its.
create policy relay_select on cache_outbox for select
  using (current_setting('app.outbox_relay', true) = 'on');
create policy relay_lock on cache_outbox for update
  using (current_setting('app.outbox_relay', true) = 'on');
create policy relay_delete on cache_outbox for delete
  using (current_setting('app.outbox_relay', true) = 'on');

-- To lock a row takes the right to update some column; nobody can give an id that is generated.
grant select, insert (names), update (id), delete on cache_outbox to unite_app;

-- Down Migration
drop table cache_outbox;
