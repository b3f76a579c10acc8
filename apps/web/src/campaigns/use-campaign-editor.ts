'use client';

import { useState } from 'react';

import type { Problem } from '../api/problem.ts';
import { changesOf, textOf, type Campaign, type CampaignText } from './campaign.ts';
import type { CampaignsApi } from './campaigns-api.ts';
import { mergeCampaign } from './merge-campaign.ts';

/** Somebody else changed the same parts meanwhile. */
export interface CampaignConflict {
  readonly theirs: Campaign;
  readonly members: readonly (keyof CampaignText)[];
}

/** A campaign under the hands of a person. */
export interface CampaignEditor {
  /** As the API has it. */
  readonly saved: Campaign;
  /** As it is on screen. */
  readonly text: CampaignText;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly problem: Problem | undefined;
  readonly conflict: CampaignConflict | undefined;
  edit(changes: Partial<CampaignText>): void;
  /** Saves what was changed. Changes made elsewhere to other parts are merged in silently. */
  save(): Promise<void>;
  /** Ends a conflict: with what is on screen, or with what the other person wrote. */
  settle(choice: 'mine' | 'theirs'): Promise<void>;
}

/** The state of an editor and what can be done in it. What was typed is never lost to a failed save. */
export function useCampaignEditor(
  first: Campaign,
  api: Pick<CampaignsApi, 'change' | 'get'>,
): CampaignEditor {
  const [saved, setSaved] = useState(first);
  const [text, setText] = useState(() => textOf(first));
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [conflict, setConflict] = useState<CampaignConflict>();

  /** Writes `mine` over the version `base`; what was typed while that was under way stays. */
  async function write(base: Campaign, mine: CampaignText): Promise<void> {
    const outcome = await api.change(base, changesOf(base, mine));
    if (outcome.ok) {
      const answer = outcome.value;
      setSaved(answer);
      // The API may have trimmed what it took: show that, except where the person typed on.
      setText((now) => mergeCampaign(mine, now, textOf(answer)).merged);
      setProblem(undefined);
      return;
    }
    if (outcome.problem.status !== 412) {
      setProblem(outcome.problem);
      return;
    }
    await rebase(base, mine, outcome.problem);
  }

  async function rebase(base: Campaign, mine: CampaignText, refusal: Problem): Promise<void> {
    const latest = await api.get(base.id);
    if (!latest.ok) {
      setProblem(latest.problem);
      return;
    }
    const { merged, conflicts } = mergeCampaign(base, mine, latest.value);
    if (conflicts.length > 0) {
      setProblem(refusal);
      setConflict({ theirs: latest.value, members: conflicts });
      return;
    }
    setText(merged);
    await write(latest.value, merged);
  }

  async function during(work: () => Promise<void>): Promise<void> {
    if (isSaving) return;
    setSaving(true);
    await work();
    setSaving(false);
  }

  return {
    saved,
    text,
    isDirty: Object.keys(changesOf(saved, text)).length > 0,
    isSaving,
    problem,
    conflict,
    edit: (changes) => setText((before) => ({ ...before, ...changes })),
    save: () => during(() => write(saved, text)),
    settle: (choice) =>
      during(async () => {
        if (conflict === undefined) return;
        const { theirs } = conflict;
        setConflict(undefined);
        setProblem(undefined);
        const { merged } = mergeCampaign(saved, text, theirs);
        setSaved(theirs);
        if (choice === 'mine') {
          setText(merged);
          await write(theirs, merged);
        } else setText(textOf(theirs));
      }),
  };
}
