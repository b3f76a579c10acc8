/** @jest-environment node */
import { changesOf, textOf, type CampaignText } from './campaign.ts';
import { mergeCampaign } from './merge-campaign.ts';

const base: CampaignText = { name: 'Autumn', subject: 'Hello', body: 'Text', status: 'draft' };

describe('two changes to one campaign', () => {
  it('go together when they touch different parts', () => {
    const merge = mergeCampaign(base, { ...base, subject: 'Mine' }, { ...base, body: 'Theirs' });
    expect(merge).toEqual({ merged: { ...base, subject: 'Mine', body: 'Theirs' }, conflicts: [] });
  });

  it('need a choice when both changed the same part', () => {
    const merge = mergeCampaign(base, { ...base, body: 'Mine' }, { ...base, body: 'Theirs' });
    expect(merge).toEqual({ merged: { ...base, body: 'Mine' }, conflicts: ['body'] });
  });

  it('need none when both made the same change', () => {
    const same = { ...base, status: 'ready' } as const;
    expect(mergeCampaign(base, same, same)).toEqual({ merged: same, conflicts: [] });
  });
});

describe('the changes to save', () => {
  it('are only what differs', () => {
    expect(changesOf(base, { ...base, subject: 'New' })).toEqual({ subject: 'New' });
    expect(changesOf(base, base)).toEqual({});
  });

  it('never hold what the API keeps about a campaign', () => {
    const stored = { ...base, id: 'c1', version: 3, createdAt: 'x', updatedAt: 'y' };
    expect(textOf(stored)).toEqual(base);
  });
});
