import type { CampaignRow } from '../db/schema.ts';
import type { RecordKind } from '../records/record-store.ts';
import type { Campaign, CampaignChanges, NewCampaign } from './campaign-schemas.ts';

/** What makes a campaign a record of its own kind. */
export const campaignKind: RecordKind<CampaignRow, Campaign, NewCampaign, CampaignChanges> = {
  table: 'campaigns',
  sorts: {
    name: { column: 'name_sort', type: 'text' },
    status: { column: 'status', type: 'text' },
    createdAt: { column: 'created_at', type: 'timestamptz' },
    updatedAt: { column: 'updated_at', type: 'timestamptz' },
  },
  filters: { status: 'status' },
  toResource: (row) => ({
    id: row.id,
    name: row.name,
    subject: row.subject,
    body: row.body,
    status: row.status,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }),
  columnsOfDraft: async (draft) => draft,
  columnsOfChanges: async (changes) =>
    Object.fromEntries(
      Object.entries(changes).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  conflict: () => null,
};
