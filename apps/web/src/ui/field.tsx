'use client';

import { useId, type ComponentProps, type ReactNode } from 'react';

/** What every form field has around its control. */
export interface FieldFrame {
  readonly label: string;
  /** A line under the control that is always there. */
  readonly hint?: string | undefined;
  /** What is wrong with the value; tied to the control for assistive technology. */
  readonly error?: string | undefined;
}

function Frame(props: FieldFrame & { id: string; children: ReactNode }) {
  const { id, label, hint, error, children } = props;
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="text-xs font-medium text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function described(id: string, { hint, error }: FieldFrame) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return {
    id,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
  };
}

/** A labelled `<input>`. */
export function TextField(props: FieldFrame & Omit<ComponentProps<'input'>, 'id' | 'className'>) {
  const { label, hint, error, ...input } = props;
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input autoComplete="off" {...input} {...described(id, props)} className="input" />
    </Frame>
  );
}

/** A labelled `<textarea>`. */
export function TextAreaField(
  props: FieldFrame & Omit<ComponentProps<'textarea'>, 'id' | 'className'>,
) {
  const { label, hint, error, ...area } = props;
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea rows={4} {...area} {...described(id, props)} className="input resize-y" />
    </Frame>
  );
}

/** A labelled native `<select>`; its options are the children. */
export function SelectField(
  props: FieldFrame & Omit<ComponentProps<'select'>, 'id' | 'className'>,
) {
  const { label, hint, error, ...select } = props;
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select {...select} {...described(id, props)} className="input" />
    </Frame>
  );
}
