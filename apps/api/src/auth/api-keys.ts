import type { z } from 'zod';

import type { WorkspaceTier } from '../db/schema.ts';
import type { issuedKeySchema, keySchema } from './key-schemas.ts';

/** An API key as it is listed. */
export type ApiKey = z.infer<typeof keySchema>;
/** A key with its secret. */
export type IssuedApiKey = z.infer<typeof issuedKeySchema>;

/** Who a key belongs to. */
export interface Principal {
  readonly workspaceId: string;
  readonly keyId: string;
  /** Of the workspace, as it is now. */
  readonly tier: WorkspaceTier;
}

/** The API keys of workspaces. */
export interface ApiKeys {
  /** Who the secret belongs to, or null when it is unknown, malformed or revoked. */
  principal(secret: string): Promise<Principal | null>;
  list(workspaceId: string, currentKeyId: string): Promise<ApiKey[]>;
  issue(workspaceId: string, name: string): Promise<IssuedApiKey>;
  /** @throws {Problem} `not-found` */
  revoke(workspaceId: string, id: string): Promise<void>;
}
