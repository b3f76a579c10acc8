import { type Kysely, sql } from 'kysely';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';

import type { Clock } from '../clock.ts';
import type { Database } from '../db/schema.ts';
import { withWorkspace } from '../db/workspace-scope.ts';
import { problems } from '../problems.ts';
import type { ApiKeys, Principal } from './api-keys.ts';
import { isSecret, newSecret, secretHash } from './api-key-secret.ts';

/** Keeps API keys in PostgreSQL. */
export function createApiKeys(db: Kysely<Database>, { clock }: { readonly clock: Clock }): ApiKeys {
  return {
    principal: async (secret) => {
      if (!isSecret(secret)) return null;
      const { rows } = await sql<Principal>`
        select key_id as "keyId", workspace_id as "workspaceId", tier
        from principal_of_key(${secretHash(secret)})
      `.execute(db);
      return rows[0] ?? null;
    },

    list: (workspaceId, currentKeyId) =>
      withWorkspace(db, workspaceId, async (trx) => {
        const rows = await trx
          .selectFrom('api_keys')
          .select(['id', 'name', 'prefix', 'created_at'])
          .where('workspace_id', '=', workspaceId)
          .where('revoked_at', 'is', null)
          .orderBy('created_at')
          .orderBy('id')
          .execute();
        return rows.map(({ id, name, prefix, created_at }) => ({
          id,
          name,
          prefix,
          createdAt: created_at.toISOString(),
          current: id === currentKeyId,
        }));
      }),

    issue: async (workspaceId, name) => {
      const { secret, prefix, hash } = newSecret();
      const id = uuidv7();
      const createdAt = new Date(clock.now());
      await withWorkspace(db, workspaceId, (trx) =>
        trx
          .insertInto('api_keys')
          .values({
            id,
            workspace_id: workspaceId,
            name,
            prefix,
            key_hash: hash,
            created_at: createdAt,
            revoked_at: null,
          })
          .execute(),
      );
      return { id, name, prefix, createdAt: createdAt.toISOString(), key: secret };
    },

    revoke: async (workspaceId, id) => {
      if (!isUuid(id)) throw problems.notFound();
      const { numUpdatedRows } = await withWorkspace(db, workspaceId, (trx) =>
        trx
          .updateTable('api_keys')
          .set({ revoked_at: new Date(clock.now()) })
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow(),
      );
      if (numUpdatedRows === 0n) throw problems.notFound();
    },
  };
}
