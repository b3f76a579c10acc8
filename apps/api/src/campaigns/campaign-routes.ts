import { z } from 'zod';

import type { Api } from '../api-instance.ts';
import { recordRoutes } from '../records/record-routes.ts';
import type { Records } from '../records/records.ts';
import {
  type Campaign,
  type CampaignChanges,
  type NewCampaign,
  campaignChangesSchema,
  campaignSchema,
  campaignStatuses,
  newCampaignSchema,
} from './campaign-schemas.ts';

/** The orders in which campaigns can be listed. */
export const campaignSorts = ['name', 'status', 'createdAt', 'updatedAt'] as const;

/** Registers `/campaigns`. */
export function campaignRoutes(
  api: Api,
  records: Records<Campaign, NewCampaign, CampaignChanges>,
): void {
  recordRoutes(api, {
    plural: 'campaigns',
    singular: 'campaign',
    resource: campaignSchema,
    draft: newCampaignSchema,
    changes: campaignChangesSchema,
    sorts: campaignSorts,
    filters: { status: z.enum(campaignStatuses).optional() },
    conflicts: [],
    records,
  });
}
