-- Up Migration
-- The purge crosses workspaces, which row-level security forbids to everybody. These policies let
-- the owner of the tables see deleted rows, and the function lends the service exactly one deed.
create policy purge on contacts to current_user using (deleted_at is not null);
create policy purge on campaigns to current_user using (deleted_at is not null);

create function purge_deleted(before timestamptz, max_rows integer) returns integer
  language plpgsql
  security definer
  set search_path = public, pg_temp
as $$
declare
  contacts_purged integer;
  campaigns_purged integer;
begin
  -- One instance at a time; who comes second has nothing to do. The number is arbitrary and ours.
  if not pg_try_advisory_xact_lock(7305117249022415) then
    return 0;
  end if;
  delete from contacts where (workspace_id, id) in (
    select workspace_id, id from contacts where deleted_at < before limit max_rows
  );
  get diagnostics contacts_purged = row_count;
  delete from campaigns where (workspace_id, id) in (
    select workspace_id, id from campaigns where deleted_at < before limit max_rows
  );
  get diagnostics campaigns_purged = row_count;
  return contacts_purged + campaigns_purged;
end
$$;
revoke execute on function purge_deleted(timestamptz, integer) from public;
grant execute on function purge_deleted(timestamptz, integer) to unite_app;

-- Down Migration
drop function purge_deleted(timestamptz, integer);
drop policy purge on campaigns;
drop policy purge on contacts;
