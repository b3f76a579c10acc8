import type { CampaignText } from './campaign.ts';

/** Two people's changes to one campaign, put together. */
export interface CampaignMerge {
  /** Each member from whoever changed it; where both did, mine. */
  readonly merged: CampaignText;
  /** The members that both changed, and differently: somebody has to choose. */
  readonly conflicts: readonly (keyof CampaignText)[];
}

/** Merges what was changed here and elsewhere since both saw `base`. */
export function mergeCampaign(
  base: CampaignText,
  mine: CampaignText,
  theirs: CampaignText,
): CampaignMerge {
  const conflicts: (keyof CampaignText)[] = [];
  const choose = <K extends keyof CampaignText>(member: K): CampaignText[K] => {
    if (mine[member] === base[member]) return theirs[member];
    if (theirs[member] !== base[member] && theirs[member] !== mine[member]) conflicts.push(member);
    return mine[member];
  };
  const merged = {
    name: choose('name'),
    subject: choose('subject'),
    body: choose('body'),
    status: choose('status'),
  };
  return { merged, conflicts };
}
