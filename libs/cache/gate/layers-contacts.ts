import type pg from 'pg';

/** A row as a list of contacts shows it. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly note: string;
  readonly createdAt: string;
}

/** Tenants, the pages of each, and the contacts of a page. */
export const workspaces = 200;
const pages = 50;
const perPage = 25;

/** A table of 250,000 contacts, 10,000 pages of which can be listed. */
export async function fillContacts(client: pg.ClientBase): Promise<void> {
  await client.query(`
    CREATE TABLE contacts (
      id bigint PRIMARY KEY, workspace_id int NOT NULL, page int NOT NULL, name text NOT NULL,
      email text NOT NULL, company text NOT NULL, note text NOT NULL, created_at timestamptz NOT NULL
    );
    INSERT INTO contacts
    SELECT n, n % ${workspaces}, n / ${workspaces * perPage}, 'Contact number ' || n,
      'contact.' || n || '@example.org', 'Company of ' || n, repeat('A note. ', 20),
      timestamptz '2026-01-01' + n * interval '1 minute'
    FROM generate_series(0, ${workspaces * pages * perPage - 1}) n;
    CREATE INDEX ON contacts (workspace_id, created_at, id);
    CREATE INDEX ON contacts (workspace_id, page);
    GRANT SELECT, UPDATE ON contacts TO PUBLIC;
    ANALYZE contacts`);
}

/** The contacts of one page of a workspace, the newest last. */
export async function contactsPage(
  pool: pg.Pool,
  workspace: number,
  page: number,
): Promise<readonly Contact[]> {
  const { rows } = await pool.query<Contact>(
    `SELECT id, name, email, company, note, to_json(created_at) AS "createdAt" FROM contacts
     WHERE workspace_id = $1 ORDER BY created_at, id LIMIT ${perPage} OFFSET $2`,
    [workspace, page * perPage],
  );
  return rows;
}
