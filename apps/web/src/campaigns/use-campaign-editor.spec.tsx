import { act, renderHook } from '@testing-library/react';

import { problemStandIn } from '../api/problem-stand-in.ts';
import type { Campaign, CampaignText } from './campaign.ts';
import { useCampaignEditor } from './use-campaign-editor.ts';

const stored: Campaign = {
  id: 'c1',
  name: 'Autumn',
  subject: 'Hello',
  body: 'Text',
  status: 'draft',
  version: 1,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

/** A server that holds one campaign and keeps to versions. */
function server(first: Campaign) {
  let current = first;
  const problem = (status: number) => ({
    ok: false as const,
    problem: problemStandIn({ title: `status ${status}`, status }),
  });
  let failure: number | undefined;
  const api = {
    get: async () => ({ ok: true as const, value: current }),
    change: jest.fn(async (base: Campaign, changes: Partial<CampaignText>) => {
      if (failure !== undefined) return problem(failure);
      if (base.version !== current.version) return problem(412);
      current = { ...current, ...changes, version: current.version + 1 };
      return { ok: true as const, value: current };
    }),
  };
  return {
    api,
    fail: (status: number | undefined) => {
      failure = status;
    },
    elsewhere: (changes: Partial<CampaignText>) => {
      current = { ...current, ...changes, version: current.version + 1 };
    },
    now: () => current,
  };
}

function open() {
  const backend = server(stored);
  const { result } = renderHook(() => useCampaignEditor(stored, backend.api));
  return {
    ...backend,
    editor: () => result.current,
    edit: (changes: Partial<CampaignText>) => act(() => result.current.edit(changes)),
    save: () => act(() => result.current.save()),
    settle: (choice: 'mine' | 'theirs') => act(() => result.current.settle(choice)),
  };
}

describe('editing a campaign', () => {
  it('saves only what was changed', async () => {
    const { edit, save, editor, api } = open();
    edit({ subject: 'New' });
    expect(editor().isDirty).toBe(true);
    await save();
    expect(api.change).toHaveBeenCalledWith(stored, { subject: 'New' });
    expect(editor()).toMatchObject({ isDirty: false, isSaving: false });
  });

  it('keeps what was typed when saving fails', async () => {
    const { edit, save, editor, fail } = open();
    edit({ body: 'Mine' });
    fail(503);
    await save();
    expect(editor()).toMatchObject({ isDirty: true, problem: { status: 503 } });
    fail(undefined);
    await save();
    expect(editor()).toMatchObject({ isDirty: false, problem: undefined });
  });

  it('merges what somebody else changed in another part', async () => {
    const { edit, save, editor, elsewhere, now } = open();
    edit({ body: 'Mine' });
    elsewhere({ subject: 'Theirs' });
    await save();
    expect(now()).toMatchObject({ body: 'Mine', subject: 'Theirs', version: 3 });
    expect(editor()).toMatchObject({ isDirty: false, conflict: undefined });
    expect(editor().text.subject).toBe('Theirs');
  });

  describe('when somebody else changed the same part', () => {
    async function collide() {
      const opened = open();
      opened.edit({ body: 'Mine' });
      opened.elsewhere({ body: 'Theirs', subject: 'Theirs too' });
      await opened.save();
      return opened;
    }

    it('asks whose it shall be and overwrites nothing', async () => {
      const { editor, now } = await collide();
      expect(editor().conflict?.members).toEqual(['body']);
      expect(editor().text.body).toBe('Mine');
      expect(now().body).toBe('Theirs');
    });

    it('keeps mine, with the rest of theirs', async () => {
      const { settle, editor, now } = await collide();
      await settle('mine');
      expect(now()).toMatchObject({ body: 'Mine', subject: 'Theirs too' });
      expect(editor()).toMatchObject({ conflict: undefined, problem: undefined, isDirty: false });
    });

    it('takes theirs', async () => {
      const { settle, editor, now } = await collide();
      await settle('theirs');
      expect(editor().text).toMatchObject({ body: 'Theirs', subject: 'Theirs too' });
      expect(editor().isDirty).toBe(false);
      expect(now().version).toBe(2);
    });
  });
});
