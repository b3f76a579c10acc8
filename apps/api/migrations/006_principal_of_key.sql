-- Up Migration
-- Each request finds its principal by the hash of a key. Setting the hash and reading the rows that it
-- opens is one statement here, and so one round trip without a transaction of its own. The function has
-- the caller's rights only: row-level security decides what it finds.
create function principal_of_key(hash bytea)
  returns table (key_id uuid, workspace_id uuid, tier text)
  language plpgsql
as $$
begin
  perform set_config('app.key_hash', encode(hash, 'hex'), true);
  return query
    select k.id, w.id, w.tier
    from api_keys k join workspaces w on w.id = k.workspace_id
    where k.key_hash = hash and k.revoked_at is null;
end
$$;
revoke execute on function principal_of_key(bytea) from public;
grant execute on function principal_of_key(bytea) to unite_app;

-- Down Migration
drop function principal_of_key(bytea);
