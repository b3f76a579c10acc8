'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useEffect, useEffectEvent } from 'react';

import { fieldMessages } from '../api/field-messages.ts';
import { Button } from '../ui/button.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { SelectField, TextAreaField, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { toasts } from '../ui/toasts.ts';
import { campaignLimits, campaignStatuses, type Campaign } from './campaign.ts';
import { createCampaignsApi } from './campaigns-api.ts';
import { DraftPanel } from './draft-panel.tsx';
import { removeCampaign } from './remove-campaign.ts';
import { useCampaignEditor } from './use-campaign-editor.ts';

const ConflictCard = lazy(() => import('./conflict-card.tsx'));

/** The options of {@link CampaignEditor}. */
export interface CampaignEditorProps {
  readonly workspaceId: string;
  readonly campaign: Campaign;
  readonly listHref: string;
}

/** One campaign: its words, its status, and an AI to write the first draft. */
export function CampaignEditor({ workspaceId, campaign, listHref }: CampaignEditorProps) {
  const router = useRouter();
  const api = createCampaignsApi(workspaceId);
  const editor = useCampaignEditor(campaign, api);
  const { text, edit, problem, conflict } = editor;
  const messages = fieldMessages(problem);
  useSaveKey(editor.save);
  useLeaveGuard(editor.isDirty);

  const remove = () =>
    removeCampaign(editor.saved, {
      api,
      toasts,
      onRemoved: () => router.push(listHref),
      onRestored: () => router.refresh(),
    });

  return (
    <>
      <PageHeader
        title={editor.saved.name}
        note={
          <span role="status">
            {editor.isSaving ? 'Saving…' : editor.isDirty ? 'Unsaved changes' : 'Saved'}
          </span>
        }
        actions={
          <>
            <Link href={listHref} prefetch={false} {...buttonLook({ variant: 'ghost' })}>
              <Icon name="back" />
              Campaigns
            </Link>
            <Button
              variant="ghost"
              icon="trash"
              iconOnly
              aria-label="Delete campaign"
              onClick={remove}
            />
            <Button
              variant="primary"
              pending={editor.isSaving}
              aria-disabled={!editor.isDirty}
              onClick={editor.save}
            >
              Save
            </Button>
          </>
        }
      />
      <div className="grid grid-cols-1 items-start gap-4 p-4 md:p-5 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 grid-cols-1 gap-4">
          {conflict ? (
            <Suspense fallback={null}>
              <ConflictCard conflict={conflict} mine={text} onSettle={editor.settle} />
            </Suspense>
          ) : problem ? (
            <ProblemCard problem={problem} fieldsShown={['name', 'subject', 'body', 'status']} />
          ) : null}
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-[minmax(0,1fr)_10rem]">
            <TextField
              label="Name"
              value={text.name}
              maxLength={campaignLimits.name}
              error={messages['name']}
              onChange={(event) => edit({ name: event.currentTarget.value })}
            />
            <SelectField
              label="Status"
              value={text.status}
              error={messages['status']}
              onChange={(event) => {
                const status = campaignStatuses.find(({ value }) => value === event.target.value);
                if (status) edit({ status: status.value });
              }}
            >
              {campaignStatuses.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </SelectField>
          </div>
          <TextField
            label="Subject"
            value={text.subject}
            placeholder="What people see first"
            maxLength={campaignLimits.subject}
            error={messages['subject']}
            onChange={(event) => edit({ subject: event.currentTarget.value })}
          />
          <TextAreaField
            label="Text"
            value={text.body}
            rows={18}
            maxLength={campaignLimits.body}
            error={messages['body']}
            onChange={(event) => edit({ body: event.currentTarget.value })}
          />
        </div>
        <DraftPanel workspaceId={workspaceId} onUse={edit} />
      </div>
    </>
  );
}

/** Ctrl+S (⌘S) saves, as everywhere. */
function useSaveKey(save: () => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  });
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** Closing the tab with unsaved changes makes the browser ask first. */
function useLeaveGuard(isDirty: boolean) {
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);
}
