'use client';

import { useEffect, useState } from 'react';

import { stages, type Contact } from './contact.ts';
import { createContactEditor } from './contact-editor.ts';
import { contactLimits } from './contact-limits.ts';
import type { ContactsApi } from './contacts-api.ts';
import { InlineField, type InlineFieldProps } from './inline-field.tsx';

type Line = Pick<InlineFieldProps, 'field' | 'label' | 'icon' | 'type' | 'isLong' | 'choices'>;

const lines: readonly Line[] = [
  { field: 'name', label: 'Name', icon: 'person' },
  { field: 'stage', label: 'Stage', icon: 'stage', choices: stages },
  { field: 'email', label: 'Email', icon: 'mail', type: 'email' },
  { field: 'phone', label: 'Phone', icon: 'phone', type: 'tel' },
  { field: 'company', label: 'Company', icon: 'company' },
  { field: 'jobTitle', label: 'Job title', icon: 'job' },
  { field: 'notes', label: 'Notes', icon: 'notes', isLong: true },
];

/** Every field of a contact, each edited in place and saved by itself. */
export function ContactFields(props: {
  contact: Contact;
  api: Pick<ContactsApi, 'change' | 'get'>;
  /** Put the cursor into the name at once. */
  autoFocus?: boolean;
  onChanged: (contact: Contact) => void;
}) {
  const { contact, api, autoFocus = false, onChanged } = props;
  const [editor] = useState(() => createContactEditor(contact, api));
  useEffect(() => editor.follow(contact), [editor, contact]);
  return (
    <div className="grid gap-0.5">
      {lines.map(({ field, ...line }) => (
        <InlineField
          key={field}
          {...line}
          field={field}
          value={contact[field] ?? ''}
          {...(field === 'stage' ? {} : { maxLength: contactLimits[field] })}
          autoFocus={autoFocus && field === 'name'}
          save={(value) => editor.save(field, value)}
          onSaved={onChanged}
        />
      ))}
    </div>
  );
}
