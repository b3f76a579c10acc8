'use client';

import { useId, useState, type FocusEvent, type KeyboardEvent } from 'react';

import { fieldMessages } from '../api/field-messages.ts';
import type { Problem } from '../api/problem.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import type { Contact } from './contact.ts';
import type { Saved } from './contact-editor.ts';
import type { ContactField } from './contacts-api.ts';

/** The options of {@link InlineField}. */
export interface InlineFieldProps {
  readonly field: ContactField;
  readonly label: string;
  readonly icon: IconName;
  readonly value: string;
  readonly maxLength?: number;
  readonly type?: 'text' | 'email' | 'tel';
  /** Several lines instead of one. */
  readonly isLong?: boolean;
  /** A choice instead of text. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly autoFocus?: boolean;
  readonly save: (value: string) => Promise<Saved>;
  readonly onSaved: (contact: Contact) => void;
}

/** What stands between the value that is stored and the one that was typed. */
type Trouble =
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'conflict'; readonly theirs: Contact };

/**
 * A value that is edited where it stands: leaving it or Enter saves, Esc takes the stored value back.
 * When somebody else changed it meanwhile, both values are shown and the person chooses.
 */
export function InlineField(props: InlineFieldProps) {
  const { field, label, icon, value, choices, isLong = false, save, onSaved } = props;
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const shown = draft ?? value;
  const message = trouble?.kind === 'refused' ? fieldMessages(trouble.problem)[field] : undefined;
  const isDescribed = message !== undefined || trouble?.kind === 'conflict';

  async function commit(next: string) {
    if (next.trim() === value && trouble === undefined) {
      setDraft(undefined);
      return;
    }
    setSaving(true);
    const saved = await save(next);
    setSaving(false);
    if (saved.kind === 'saved') {
      setTrouble(undefined);
      setDraft(undefined);
      onSaved(saved.contact);
    } else {
      setTrouble(saved);
    }
  }

  function takeStored(contact?: Contact) {
    setTrouble(undefined);
    setDraft(undefined);
    if (contact) onSaved(contact);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.key === 'Escape' && draft !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      takeStored(trouble?.kind === 'conflict' ? trouble.theirs : undefined);
    }
    if (event.key === 'Enter' && (!isLong || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void commit(shown);
    }
  }

  const control = {
    id,
    className: 'inline-input',
    autoFocus: props.autoFocus ?? false,
    'aria-invalid': message === undefined ? undefined : true,
    'aria-describedby': isDescribed ? `${id}-trouble` : undefined,
    onKeyDown,
    onBlur: (event: FocusEvent) => {
      // Choosing between two values, or copying a reference, is not leaving the field.
      if (draft === undefined || trouble?.kind === 'conflict') return;
      if (
        event.relatedTarget instanceof Element &&
        event.relatedTarget.closest(`[data-of="${id}"]`)
      )
        return;
      void commit(draft);
    },
  };

  return (
    <div className="inline-field" data-long={isLong || undefined}>
      <label htmlFor={id} className="inline-label">
        <Icon name={icon} className="size-3.5" />
        {label}
      </label>
      <div className="relative min-w-0">
        {choices ? (
          <select
            {...control}
            value={shown}
            onChange={(event) => {
              setDraft(event.target.value);
              void commit(event.target.value);
            }}
          >
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        ) : isLong ? (
          <textarea
            {...control}
            rows={4}
            maxLength={props.maxLength}
            placeholder="Add notes"
            value={shown}
            onChange={(event) => setDraft(event.target.value)}
          />
        ) : (
          <input
            {...control}
            type={props.type ?? 'text'}
            autoComplete="off"
            maxLength={props.maxLength}
            placeholder="Empty"
            value={shown}
            onChange={(event) => setDraft(event.target.value)}
          />
        )}
        {isSaving ? (
          <span
            className="after-200ms spinner absolute top-2 right-2 text-ink-3"
            aria-hidden="true"
          />
        ) : null}
      </div>
      {message === undefined ? null : (
        <p
          id={`${id}-trouble`}
          role="alert"
          className="inline-trouble text-xs font-medium text-bad"
        >
          {message}
        </p>
      )}
      {trouble?.kind === 'refused' && message === undefined ? (
        <div data-of={id} className="inline-trouble">
          <ProblemCard problem={trouble.problem} />
        </div>
      ) : null}
      {trouble?.kind === 'conflict' ? (
        <div id={`${id}-trouble`} role="alert" data-of={id} className="inline-trouble conflict">
          <p className="font-semibold text-warn">Somebody changed this meanwhile</p>
          <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
            <dt className="text-ink-3">Stored</dt>
            <dd className="break-words">{trouble.theirs[field] ?? <em>Empty</em>}</dd>
            <dt className="text-ink-3">Yours</dt>
            <dd className="break-words">{shown === '' ? <em>Empty</em> : shown}</dd>
          </dl>
          <div className="mt-2.5 flex flex-wrap gap-2">
            <Button size="sm" onClick={() => takeStored(trouble.theirs)}>
              Keep the stored one
            </Button>
            <Button size="sm" variant="primary" onClick={() => void commit(shown)}>
              Use mine
            </Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}
