-- Up Migration
-- The purge crosses workspaces, which row-level security forbids to everybody. These policies let
-- the owner of the tables see deleted rows, and the function lends the service exactly one deed.
create policy purge on contacts to current_user using (deleted_at is not null);
create policy purge on campaigns to current_user using (deleted_at is not null);

create function purge_deleted(before timestamptz) returns bigint
  language plpgsql
  security definer
  set search_path = public, pg_temp
as $$
declare
  purged bigint := 0;
  rows bigint;
begin
  -- One instance at a time; who comes second has nothing to do. The number is arbitrary and ours.
  if not pg_try_advisory_xact_lock(7305117249022415) then
    return 0;
  end if;
  delete from contacts where deleted_at < before;
  get diagnostics rows = row_count;
  purged := purged + rows;
  delete from campaigns where deleted_at < before;
  get diagnostics rows = row_count;
  return purged + rows;
end
$$;
revoke execute on function purge_deleted(timestamptz) from public;
grant execute on function purge_deleted(timestamptz) to unite_app;

-- Down Migration
drop function purge_deleted(timestamptz);
drop policy purge on campaigns;
drop policy purge on contacts;
