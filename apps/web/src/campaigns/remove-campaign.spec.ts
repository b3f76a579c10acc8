/** @jest-environment node */
import { problemStandIn } from '../api/problem-stand-in.ts';
import type { Toast } from '../ui/toasts.ts';
import { removeCampaign } from './remove-campaign.ts';
import type { Campaign } from './campaign.ts';

const campaign: Campaign = {
  id: 'c1',
  name: 'Autumn',
  subject: '',
  body: '',
  status: 'draft',
  version: 2,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};
const problem = problemStandIn({ title: 'It was changed', status: 412 });

async function remove(answers: { removes?: boolean; restores?: boolean } = {}) {
  const { removes = true, restores = true } = answers;
  const shown: Toast[] = [];
  const onRemoved = jest.fn();
  const onRestored = jest.fn();
  await removeCampaign(campaign, {
    api: {
      remove: async () => (removes ? { ok: true, value: undefined } : { ok: false, problem }),
      restore: async () => (restores ? { ok: true, value: campaign } : { ok: false, problem }),
    },
    toasts: { show: (toast) => shown.push(toast) },
    onRemoved,
    onRestored,
  });
  return { shown, onRemoved, onRestored };
}

describe('deleting a campaign', () => {
  it('says so and offers to undo it', async () => {
    const { shown, onRemoved } = await remove();
    expect(onRemoved).toHaveBeenCalled();
    expect(shown).toMatchObject([{ text: 'Deleted Autumn', action: { label: 'Undo' } }]);
  });

  it('is undone on demand', async () => {
    const { shown, onRestored } = await remove();
    shown[0]?.action?.run();
    await Promise.resolve();
    expect(onRestored).toHaveBeenCalledWith(campaign);
  });

  it('leaves everything as it is when it is refused', async () => {
    const { shown, onRemoved } = await remove({ removes: false });
    expect(onRemoved).not.toHaveBeenCalled();
    expect(shown).toEqual([{ text: 'Not deleted: Autumn. It was changed', tone: 'bad' }]);
  });

  it('says when it cannot be undone', async () => {
    const { shown, onRestored } = await remove({ restores: false });
    shown[0]?.action?.run();
    await Promise.resolve();
    expect(onRestored).not.toHaveBeenCalled();
    expect(shown.at(-1)).toMatchObject({ tone: 'bad' });
  });
});
