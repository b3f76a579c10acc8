'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';

import { sectionPath } from '../shell/sections.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { Icon } from '../ui/icon.tsx';
import { toasts } from '../ui/toasts.ts';
import { contactTitle, type Contact } from './contact.ts';
import { createContactActions } from './contact-actions.ts';
import { ContactFields } from './contact-fields.tsx';
import { createContactsApi } from './contacts-api.ts';
import { dayText, type DayStyle } from './day-text.ts';
import { StageBadge } from './stage-badge.tsx';

/** One contact as a page of its own, to link to. */
export function ContactDetails(props: { workspaceId: string; contact: Contact; days: DayStyle }) {
  const { workspaceId, days } = props;
  const [contact, setContact] = useState(props.contact);
  const [api] = useState(() => createContactsApi(workspaceId));
  const router = useRouter();
  const title = contactTitle(contact);
  const contacts = sectionPath(workspaceId, 'contacts');

  function remove() {
    // There is no list on this page; what the actions say of places in it has no effect.
    const list = { remove: () => -1, insert: () => router.refresh(), put: setContact };
    void createContactActions({ api, list, toasts }).remove([contact]);
    router.push(contacts);
  }

  return (
    <>
      <header className="flex min-h-14 items-center gap-2 border-b border-line px-(--page-x)">
        <Link
          {...buttonLook({ variant: 'ghost', className: '-ml-3' })}
          href={contacts}
          prefetch={false}
        >
          <Icon name="back" />
          Contacts
        </Link>
        <Button variant="danger" icon="trash" className="ml-auto" onClick={remove}>
          Delete
        </Button>
      </header>
      <div className="mx-auto w-full max-w-2xl px-(--page-x) py-8">
        <div className="mb-6 flex items-center gap-4">
          <Avatar name={title} size="lg" />
          <div className="min-w-0 flex-1">
            <h1 className="truncate text-xl font-semibold">{title}</h1>
            <p className="truncate text-ink-3">
              {[contact.jobTitle, contact.company].filter(Boolean).join(' · ') || 'No company'}
            </p>
          </div>
          <StageBadge stage={contact.stage} />
        </div>
        <div className="card p-4">
          <ContactFields contact={contact} api={api} onChanged={setContact} />
        </div>
        <p className="mt-4 text-xs text-ink-3 tabular-nums">
          Created {dayText(contact.createdAt, days)} · Updated {dayText(contact.updatedAt, days)}
        </p>
      </div>
    </>
  );
}
