import { z } from 'zod';

import { recordMembers } from '../records/record-schemas.ts';
import { text } from '../text-fields.ts';

/** An API key as it is listed: without the secret. */
export const keySchema = z
  .object({
    id: recordMembers.id,
    name: z.string(),
    prefix: z.string().describe('First 8 characters after `uk_`.'),
    createdAt: recordMembers.createdAt,
    current: z.boolean().describe('True for the key that this request was made with.'),
  })
  .meta({ id: 'ApiKey' });

/** A key at the only moment when its secret is shown. */
export const issuedKeySchema = z
  .object({
    id: recordMembers.id,
    name: z.string(),
    prefix: z.string(),
    createdAt: recordMembers.createdAt,
    key: z.string().describe('The secret. It is shown this once and kept only as a hash.'),
  })
  .meta({ id: 'IssuedApiKey' });

/** What a new key is made of. */
export const newKeySchema = z.strictObject({ name: text(200).min(1) });
