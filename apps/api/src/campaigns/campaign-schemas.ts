import { z } from 'zod';

import { recordMembers } from '../records/record-schemas.ts';
import { text } from '../text-fields.ts';

/** Longest values of a campaign, in UTF-16 units. */
export const campaignLimits = { name: 200, subject: 300, body: 100_000 } as const;

/** The states of a campaign, first to last. */
export const campaignStatuses = ['draft', 'ready', 'archived'] as const;

const fields = {
  name: text(campaignLimits.name).min(1),
  subject: text(campaignLimits.subject),
  body: text(campaignLimits.body),
  status: z.enum(campaignStatuses),
};

/** A campaign as the API shows it. */
export const campaignSchema = z
  .object({
    id: recordMembers.id,
    name: z.string(),
    subject: z.string(),
    body: z.string(),
    status: z.enum(campaignStatuses),
    version: recordMembers.version,
    createdAt: recordMembers.createdAt,
    updatedAt: recordMembers.updatedAt,
  })
  .meta({ id: 'Campaign' });

/** What a new campaign is made of. */
export const newCampaignSchema = z.strictObject({
  name: fields.name,
  subject: fields.subject.default(''),
  body: fields.body.default(''),
  status: fields.status.default('draft'),
});

/** What may be changed of a campaign; absent members stay as they are. */
export const campaignChangesSchema = z.strictObject({
  name: fields.name.optional(),
  subject: fields.subject.optional(),
  body: fields.body.optional(),
  status: fields.status.optional(),
});

/** A campaign as the API shows it. */
export type Campaign = z.infer<typeof campaignSchema>;
/** What a new campaign is made of. */
export type NewCampaign = z.infer<typeof newCampaignSchema>;
/** What may be changed of a campaign. */
export type CampaignChanges = z.infer<typeof campaignChangesSchema>;
