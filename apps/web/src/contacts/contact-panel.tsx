'use client';

import Link from 'next/link';
import { useEffect, useId, useRef, useSyncExternalStore, type KeyboardEvent } from 'react';

import { sectionPath } from '../shell/sections.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { Icon } from '../ui/icon.tsx';
import { contactTitle, type Contact } from './contact.ts';
import { ContactFields } from './contact-fields.tsx';
import type { ContactsApi } from './contacts-api.ts';
import { dayText, type DayStyle } from './day-text.ts';

/** From this width on the panel stands beside the list; below it covers the page. */
const wideQuery = '(width >= 64rem)';

function subscribeWide(listener: () => void) {
  const media = matchMedia(wideQuery);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** The options of {@link ContactPanel}. */
export interface ContactPanelProps {
  readonly workspaceId: string;
  readonly contact: Contact;
  readonly api: ContactsApi;
  readonly days: DayStyle;
  /** Where the focus goes; undefined leaves it in the list. */
  readonly focus: 'name' | 'panel' | undefined;
  readonly onChanged: (contact: Contact) => void;
  readonly onRemove: (contact: Contact) => void;
  readonly onClose: () => void;
}

function PanelContent(props: ContactPanelProps & { titleId: string }) {
  const { workspaceId, contact, api, days, focus, titleId } = props;
  const { onChanged, onRemove, onClose } = props;
  const title = contactTitle(contact);
  return (
    <>
      <header className="flex items-center gap-1 border-b border-line py-2 pr-2.5 pl-4">
        <span className="flex-1 text-sm font-medium text-ink-3">Contact</span>
        <Link
          {...buttonLook({ variant: 'ghost', iconOnly: true })}
          href={`${sectionPath(workspaceId, 'contacts')}/${contact.id}`}
          prefetch={false}
          aria-label="Open as a page"
        >
          <Icon name="expand" />
        </Link>
        <Button
          variant="ghost"
          icon="trash"
          iconOnly
          aria-label="Delete contact"
          onClick={() => onRemove(contact)}
        />
        <Button variant="ghost" icon="close" iconOnly aria-label="Close panel" onClick={onClose} />
      </header>
      <div className="flex-1 overflow-auto overscroll-contain p-4">
        <div className="mb-4 flex items-center gap-3">
          <Avatar name={title} size="lg" />
          <div className="min-w-0">
            <h2 id={titleId} className="truncate text-lg font-semibold">
              {title}
            </h2>
            <p className="truncate text-sm text-ink-3">
              {[contact.jobTitle, contact.company].filter(Boolean).join(' · ') || 'No company'}
            </p>
          </div>
        </div>
        <ContactFields
          contact={contact}
          api={api}
          autoFocus={focus === 'name'}
          onChanged={onChanged}
        />
        <p className="mt-5 border-t border-line pt-3 text-xs text-ink-3 tabular-nums">
          Created {dayText(contact.createdAt, days)} · Updated {dayText(contact.updatedAt, days)}
        </p>
      </div>
    </>
  );
}

/** One contact beside the list (over it on a narrow screen), with every field to edit in place. */
export default function ContactPanel(props: ContactPanelProps) {
  const { focus, onClose } = props;
  const titleId = useId();
  const isWide = useSyncExternalStore(
    subscribeWide,
    () => matchMedia(wideQuery).matches,
    () => true,
  );
  const dialog = useRef<HTMLDialogElement>(null);
  const aside = useRef<HTMLElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, [isWide]);
  useEffect(() => {
    if (focus === 'panel') aside.current?.focus();
  }, [focus]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') onClose();
  }

  const content = <PanelContent {...props} titleId={titleId} />;
  return isWide ? (
    <aside
      ref={aside}
      tabIndex={-1}
      className="contact-panel"
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
    >
      {content}
    </aside>
  ) : (
    <dialog ref={dialog} className="contact-sheet" aria-labelledby={titleId} onClose={onClose}>
      {content}
    </dialog>
  );
}
