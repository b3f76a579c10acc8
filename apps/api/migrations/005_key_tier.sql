-- Up Migration
-- What a request costs is booked on the tier of its workspace. The tier is read with the key, in the
-- same statement: who knows the hash of a key may read the row of the workspace that it belongs to.
create policy key_lookup on workspaces for select
  using (id = (
    select workspace_id from api_keys
    where key_hash = decode(current_setting('app.key_hash', true), 'hex')
  ));

-- Down Migration
drop policy key_lookup on workspaces;
