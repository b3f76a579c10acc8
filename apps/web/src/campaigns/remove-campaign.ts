import { refusalToast } from '../ui/refusal-toast.ts';
import type { Toasts } from '../ui/toasts.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignsApi } from './campaigns-api.ts';

/** The options of {@link removeCampaign}. */
export interface CampaignRemoval {
  readonly api: Pick<CampaignsApi, 'remove' | 'restore'>;
  readonly toasts: Pick<Toasts, 'show'>;
  /** Called once it is gone. */
  readonly onRemoved: () => void;
  /** Called when the person took it back. */
  readonly onRestored: (campaign: Campaign) => void;
}

/** Deletes a campaign and offers to undo that, instead of asking before. */
export async function removeCampaign(campaign: Campaign, removal: CampaignRemoval): Promise<void> {
  const { api, toasts, onRemoved, onRestored } = removal;
  const outcome = await api.remove(campaign);
  if (!outcome.ok) {
    toasts.show(refusalToast(`Not deleted: ${campaign.name}`, outcome.problem));
    return;
  }
  onRemoved();
  const undo = async (): Promise<void> => {
    const restored = await api.restore(campaign);
    if (restored.ok) {
      onRestored(restored.value);
      toasts.show({ text: `Restored ${campaign.name}` });
    } else toasts.show(refusalToast('Not restored', restored.problem));
  };
  toasts.show({
    text: `Deleted ${campaign.name}`,
    action: { label: 'Undo', run: () => void undo() },
  });
}
