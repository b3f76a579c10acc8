import type { Transaction } from 'kysely';

import type { Database } from '../db/schema.ts';

/** Called in a transaction that has changed something, before it commits; when it rejects, nothing is changed. */
export type BeforeCommit<Changed extends readonly unknown[] = readonly []> = (
  trx: Transaction<Database>,
  ...changed: Changed
) => Promise<void>;

/**
 * Runs a write of any records of a workspace, which calls what it is given in its transaction. What has to be done
 * once that is committed is done when this resolves.
 *
 * @throws what `write` throws
 */
export type JoinedWrite = <T>(
  workspaceId: string,
  write: (beforeCommit: BeforeCommit) => Promise<T>,
) => Promise<T>;

/** For writes that nobody has to be told of. */
export const writeAlone: JoinedWrite = (_workspaceId, write) => write(async () => undefined);
