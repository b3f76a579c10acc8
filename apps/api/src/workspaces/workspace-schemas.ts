import { getCountries } from 'libphonenumber-js';
import { z } from 'zod';

import { recordMembers } from '../records/record-schemas.ts';
import { text } from '../text-fields.ts';

/** The tiers of a workspace, cheapest first. */
export const workspaceTiers = ['free', 'starter', 'pro', 'enterprise'] as const;

/** True when this runtime knows `name` as an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '' && !/^[+-]/.test(name)
    );
  } catch {
    return false;
  }
}

const countries: ReadonlySet<string> = new Set(getCountries());

/** A workspace as the API shows it. */
export const workspaceSchema = z
  .object({
    id: recordMembers.id,
    name: z.string(),
    tier: z.enum(workspaceTiers),
    timeZone: z.string().describe('IANA name.'),
    region: z.string().describe('ISO 3166-1 alpha-2; numbers without `+` belong to it.'),
    version: recordMembers.version,
    createdAt: recordMembers.createdAt,
    updatedAt: recordMembers.updatedAt,
  })
  .meta({ id: 'Workspace' });

/** What may be changed of a workspace; absent members stay as they are. */
export const workspaceChangesSchema = z.strictObject({
  name: text(200).min(1).optional(),
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, {
      error: 'Must be an IANA time zone such as Europe/Berlin',
      params: { code: 'unknown_time_zone' },
    })
    .optional(),
  region: z
    .string()
    .refine((code) => countries.has(code), {
      error: 'Must be a two-letter country code such as DE',
      params: { code: 'unknown_region' },
    })
    .optional(),
});

/** A workspace as the API shows it. */
export type Workspace = z.infer<typeof workspaceSchema>;
/** What may be changed of a workspace. */
export type WorkspaceChanges = z.infer<typeof workspaceChangesSchema>;
