import type { components } from '../api/schema.d.ts';
import type { Tone } from '../ui/badge.tsx';

/** A campaign as the API shows it. */
export type Campaign = components['schemas']['Campaign'];

/** How far a campaign is. */
export type CampaignStatus = Campaign['status'];

/** What a person writes in a campaign. */
export type CampaignText = Pick<Campaign, 'name' | 'subject' | 'body' | 'status'>;

/** The statuses, first to last, with their names and what colour they speak. */
export const campaignStatuses: readonly {
  readonly value: CampaignStatus;
  readonly label: string;
  readonly tone: Tone;
}[] = [
  { value: 'draft', label: 'Draft', tone: 'neutral' },
  { value: 'ready', label: 'Ready', tone: 'ok' },
  { value: 'archived', label: 'Archived', tone: 'warn' },
];

/** The most characters that the API takes. */
export const campaignLimits = { name: 200, subject: 300, body: 100_000 } as const;

const members = ['name', 'subject', 'body', 'status'] as const;

/** What a person wrote in a campaign, without what the API keeps about it. */
export function textOf({ name, subject, body, status }: CampaignText): CampaignText {
  return { name, subject, body, status };
}

/** The members of `mine` that are not as in `base`: what has to be saved. */
export function changesOf(base: CampaignText, mine: CampaignText): Partial<CampaignText> {
  const changed = members.filter((member) => base[member] !== mine[member]);
  return Object.fromEntries(changed.map((member) => [member, mine[member]]));
}
