'use client';

import { useState, type FormEvent } from 'react';

import { fieldMessages } from '../api/field-messages.ts';
import type { Problem } from '../api/problem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../ui/field.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { useFocusRefused } from '../ui/use-focus-refused.ts';
import { stages, type Contact } from './contact.ts';
import { contactLimits } from './contact-limits.ts';
import type { ContactList } from './contact-list.ts';
import type { ContactChanges, ContactsApi } from './contacts-api.ts';

const fieldsShown = ['name', 'email', 'phone', 'company', 'jobTitle', 'stage', 'notes'];

function readForm(form: HTMLFormElement): ContactChanges {
  const data = new FormData(form);
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const stage = stages.find(({ value }) => value === data.get('stage'))?.value ?? 'lead';
  return {
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    company: text('company'),
    jobTitle: text('jobTitle'),
    notes: text('notes'),
    stage,
  };
}

/** The form for a new contact. What was typed stays until the API has taken it. */
export default function CreateContact(props: {
  api: Pick<ContactsApi, 'create'>;
  list: Pick<ContactList, 'insert'>;
  onCreated: (contact: Contact) => void;
  onClose: () => void;
}) {
  const { api, list, onCreated, onClose } = props;
  const [problem, setProblem] = useState<Problem>();
  const [isSaving, setSaving] = useState(false);
  const messages = fieldMessages(problem);
  const form = useFocusRefused(problem);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSaving) return;
    setSaving(true);
    const outcome = await api.create(readForm(event.currentTarget));
    setSaving(false);
    if (!outcome.ok) {
      setProblem(outcome.problem);
      return;
    }
    list.insert(0, outcome.value);
    onCreated(outcome.value);
    onClose();
  }

  return (
    <Dialog title="New contact" onClose={onClose}>
      <form ref={form} noValidate className="grid grid-cols-1 gap-4" onSubmit={submit}>
        <TextField
          name="name"
          label="Name"
          autoFocus
          maxLength={contactLimits.name}
          error={messages['name']}
        />
        <TextField
          name="email"
          type="email"
          label="Email"
          maxLength={contactLimits.email}
          error={messages['email']}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            name="company"
            label="Company"
            maxLength={contactLimits.company}
            error={messages['company']}
          />
          <TextField
            name="jobTitle"
            label="Job title"
            maxLength={contactLimits.jobTitle}
            error={messages['jobTitle']}
          />
          <TextField
            name="phone"
            type="tel"
            label="Phone"
            maxLength={contactLimits.phone}
            error={messages['phone']}
          />
          <SelectField name="stage" label="Stage" defaultValue="lead" error={messages['stage']}>
            {stages.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
        <TextAreaField
          name="notes"
          label="Notes"
          rows={3}
          maxLength={contactLimits.notes}
          error={messages['notes']}
        />
        {problem ? <ProblemCard problem={problem} fieldsShown={fieldsShown} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={isSaving}>
            Create contact
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
