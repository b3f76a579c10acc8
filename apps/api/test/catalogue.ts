import pg from 'pg';

/** Everything that migrations make in a database, one line each, in an order of its own. */
export async function readCatalogue(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const lines: string[] = [];
    for (const [kind, query] of Object.entries(queries)) {
      const { rows } = await client.query<{ line: string }>(query);
      lines.push(...rows.map(({ line }) => `${kind} ${line}`));
    }
    return lines.sort();
  } finally {
    await client.end();
  }
}

/** What is only in one of two catalogues; empty when they are identical. */
export function catalogueDifference(
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const [known, found] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !found.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !known.has(line)).map((line) => `+ ${line}`),
  ];
}

// The runner's own table stays when everything is migrated down; only its rights are ours.
const ours = `n.nspname = 'public' and c.relname not like 'pgmigrations%'`;

/** PostgreSQL writes each definition out itself; object ids and column numbers are left out. */
const queries = {
  relation: `select concat_ws(' ', c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
      pg_get_userbyid(c.relowner), c.reloptions::text) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours}`,
  column: `select concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      a.attgenerated, a.attidentity, co.collname, pg_get_expr(d.adbin, d.adrelid)) as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_collation co on co.oid = a.attcollation
    where a.attnum > 0 and not a.attisdropped and ${ours}`,
  index: `select pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid as line
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where ${ours}`,
  constraint: `select concat_ws(' ', co.conrelid::regclass, co.conname, pg_get_constraintdef(co.oid), co.convalidated) as line
    from pg_constraint co join pg_class c on c.oid = co.conrelid join pg_namespace n on n.oid = c.relnamespace
    where ${ours}`,
  policy: `select concat_ws(' ', schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check) as line
    from pg_policies where schemaname = 'public'`,
  function: `select concat_ws(' ', pg_get_functiondef(p.oid), p.proacl::text) as line
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'`,
  trigger: `select pg_get_triggerdef(t.oid) as line from pg_trigger t
    join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and ${ours}`,
  type: `select concat_ws(' ', t.typname, t.typtype) as line from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    where n.nspname = 'public' and t.typtype in ('d', 'e', 'r') `,
  right: `select concat_ws(' ', table_name, grantee, privilege_type, is_grantable) as line
    from information_schema.table_privileges where table_schema = 'public'`,
  columnRight: `select concat_ws(' ', table_name, column_name, grantee, privilege_type, is_grantable) as line
    from information_schema.column_privileges where table_schema = 'public'`,
  extension: `select extname || ' ' || extversion as line from pg_extension`,
  schema: `select concat_ws(' ', nspname, nspacl::text) as line from pg_namespace
    where nspname not like 'pg\\_%' and nspname <> 'information_schema'`,
} as const;
