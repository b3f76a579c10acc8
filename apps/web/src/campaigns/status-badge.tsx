import { Badge } from '../ui/badge.tsx';
import { campaignStatuses, type CampaignStatus } from './campaign.ts';

/** The status of a campaign in words and colour. */
export function StatusBadge({ status }: { status: CampaignStatus }) {
  const known = campaignStatuses.find(({ value }) => value === status);
  return <Badge tone={known?.tone ?? 'neutral'}>{known?.label ?? status}</Badge>;
}
