import { etag } from '../api/etag.ts';
import type { Outcome } from '../api/outcome.ts';
import { apiPath, requestJson } from '../api/request-json.ts';
import type { Campaign, CampaignText } from './campaign.ts';

/** The campaigns of one workspace, asked for by the browser. */
export interface CampaignsApi {
  /** The campaigns after a cursor that the API gave. */
  more(cursor: string): Promise<Outcome<CampaignPage>>;
  get(id: string): Promise<Outcome<Campaign>>;
  create(name: string): Promise<Outcome<Campaign>>;
  /** Refused with 412 when the campaign is no longer the version given. */
  change(campaign: Campaign, changes: Partial<CampaignText>): Promise<Outcome<Campaign>>;
  /** Refused with 412 when the campaign is no longer the version given. */
  remove(campaign: Campaign): Promise<Outcome<unknown>>;
  /** Takes a removal back. */
  restore(campaign: Campaign): Promise<Outcome<Campaign>>;
}

/** A stretch of the list, latest change first. */
export interface CampaignPage {
  readonly items: readonly Campaign[];
  /** Where the list goes on; null at its end. */
  readonly nextCursor: string | null;
}

/** How the list is asked for, by the server for its first stretch and by the browser for the next. */
export const campaignListQuery = { sort: '-updatedAt', limit: 50 } as const;

/** Makes the campaigns of a workspace reachable through this web server. */
export function createCampaignsApi(workspaceId: string): CampaignsApi {
  const path = (rest = '') => apiPath(workspaceId, `/campaigns${rest}`);
  const { sort, limit } = campaignListQuery;
  return {
    more: (cursor) =>
      requestJson(path(`?${new URLSearchParams({ sort, limit: String(limit), cursor })}`)),
    get: (id) => requestJson(path(`/${id}`)),
    create: (name) => requestJson(path(), { method: 'POST', body: { name } }),
    change: (campaign, body) =>
      requestJson(path(`/${campaign.id}`), { method: 'PATCH', body, ifMatch: etag(campaign) }),
    remove: (campaign) =>
      requestJson(path(`/${campaign.id}`), { method: 'DELETE', ifMatch: etag(campaign) }),
    restore: (campaign) => requestJson(path(`/${campaign.id}/restore`), { method: 'POST' }),
  };
}
