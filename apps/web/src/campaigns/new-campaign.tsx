'use client';

import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';

import { fieldMessages } from '../api/field-messages.ts';
import type { Problem } from '../api/problem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { useFocusRefused } from '../ui/use-focus-refused.ts';
import { campaignLimits } from './campaign.ts';
import { createCampaignsApi } from './campaigns-api.ts';

/** Asks for the name of a new campaign and opens it. */
export default function NewCampaign(props: {
  workspaceId: string;
  listHref: string;
  onClose: () => void;
}) {
  const { workspaceId, listHref, onClose } = props;
  const router = useRouter();
  const [problem, setProblem] = useState<Problem>();
  const [isSaving, setSaving] = useState(false);
  const messages = fieldMessages(problem);
  const form = useFocusRefused(problem);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSaving) return;
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    setSaving(true);
    const outcome = await createCampaignsApi(workspaceId).create(name);
    if (outcome.ok) {
      router.push(`${listHref}/${outcome.value.id}`);
      return;
    }
    setSaving(false);
    setProblem(outcome.problem);
  }

  return (
    <Dialog title="New campaign" onClose={onClose}>
      <form ref={form} noValidate className="grid grid-cols-1 gap-4" onSubmit={submit}>
        <TextField
          name="name"
          label="Name"
          hint="Only you see it. Subject and text come next."
          autoFocus
          maxLength={campaignLimits.name}
          error={messages['name']}
        />
        {problem ? <ProblemCard problem={problem} fieldsShown={['name']} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={isSaving}>
            Create campaign
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
