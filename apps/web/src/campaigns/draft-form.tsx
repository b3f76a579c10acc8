'use client';

import type { FormEvent } from 'react';

import { fieldMessages } from '../api/field-messages.ts';
import { apiPath } from '../api/request-json.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextAreaField, TextField } from '../ui/field.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { useCountdown } from '../ui/use-countdown.ts';
import { useFocusRefused } from '../ui/use-focus-refused.ts';
import type { DraftText } from './split-draft.ts';
import type { DraftRequest } from './stream-draft.ts';
import { useDraft } from './use-draft.ts';

/** The options of {@link DraftForm}. */
export interface DraftFormProps {
  readonly workspaceId: string;
  /** Takes what was written into the campaign. */
  readonly onUse: (text: Partial<DraftText>) => void;
}

const tones = ['friendly', 'formal', 'playful'] as const;

/** Has an AI write a draft and shows the words as they come. */
export default function DraftForm({ workspaceId, onUse }: DraftFormProps) {
  const { draft, write, stop } = useDraft(apiPath(workspaceId, '/ai/draft'));
  const waitSeconds = useCountdown(draft.problem);
  const messages = fieldMessages(draft.problem);
  const form = useFocusRefused(draft.problem);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (draft.isWriting || waitSeconds > 0) return;
    void write(readForm(event.currentTarget));
  }

  return (
    <>
      <form ref={form} noValidate className="grid grid-cols-1 gap-3 p-4" onSubmit={submit}>
        <TextAreaField
          name="prompt"
          label="What is the message about?"
          placeholder="A winter offer for customers who have not ordered since summer"
          rows={3}
          autoFocus
          maxLength={4_000}
          error={messages['prompt']}
        />
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          <SelectField name="tone" label="Tone" defaultValue="friendly">
            {tones.map((tone) => (
              <option key={tone} value={tone}>
                {tone.charAt(0).toUpperCase() + tone.slice(1)}
              </option>
            ))}
          </SelectField>
          <TextField
            name="audience"
            label="Audience"
            placeholder="Everyone"
            maxLength={300}
            error={messages['audience']}
          />
        </div>
        <div>
          {draft.isWriting ? (
            <Button onClick={stop}>
              <span className="spinner" aria-hidden="true" />
              Stop writing
            </Button>
          ) : (
            <Button type="submit" icon="sparkle" aria-disabled={waitSeconds > 0}>
              {waitSeconds > 0 ? `Try again in ${waitSeconds} s` : 'Write a draft'}
            </Button>
          )}
        </div>
        {draft.problem ? (
          <ProblemCard problem={draft.problem} fieldsShown={['prompt', 'audience']} />
        ) : null}
      </form>
      {draft.text ? (
        <Draft text={draft.text} isWriting={draft.isWriting} model={draft.model} onUse={onUse} />
      ) : null}
      {/* The words would be read out one by one: only the end is announced. */}
      <p role="status" className="sr-only">
        {draft.model ? 'The draft is written.' : ''}
      </p>
    </>
  );
}

function Draft(props: {
  text: DraftText;
  isWriting: boolean;
  model: string | undefined;
  onUse: DraftFormProps['onUse'];
}) {
  const { text, isWriting, model, onUse } = props;
  const { subject, body } = text;
  return (
    <div className="border-t border-line bg-sunken p-4">
      <div aria-busy={isWriting}>
        <p className="font-semibold">{subject || 'Subject'}</p>
        <p className="mt-2 text-sm break-words whitespace-pre-wrap text-ink-2">
          {body}
          {isWriting ? (
            <span
              className="ml-0.5 inline-block h-4 w-0.5 animate-pulse bg-accent align-text-bottom"
              aria-hidden="true"
            />
          ) : null}
        </p>
      </div>
      {isWriting ? null : (
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <Button variant="primary" icon="check" onClick={() => onUse(text)}>
            Use this draft
          </Button>
          <Button variant="ghost" onClick={() => onUse({ subject })}>
            Subject only
          </Button>
          <Button variant="ghost" onClick={() => onUse({ body })}>
            Body only
          </Button>
          {model ? <p className="ml-auto text-xs text-ink-3">Written by {model}</p> : null}
        </div>
      )}
    </div>
  );
}

function readForm(form: HTMLFormElement): DraftRequest {
  const data = new FormData(form);
  const audience = String(data.get('audience') ?? '').trim();
  return {
    prompt: String(data.get('prompt') ?? '').trim(),
    tone: tones.find((tone) => tone === data.get('tone')) ?? 'friendly',
    ...(audience === '' ? {} : { audience }),
  };
}
