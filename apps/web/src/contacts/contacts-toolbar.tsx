'use client';

import { useEffect, useState, type Ref } from 'react';

import { Icon } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { stages } from './contact.ts';
import type { ContactQuery } from './contact-query.ts';

/** The options of {@link ContactsToolbar}. */
export interface ContactsToolbarProps {
  readonly query: ContactQuery;
  readonly onQuery: (query: ContactQuery) => void;
  readonly searchBox: Ref<HTMLInputElement>;
  /** Called for Enter and the down arrow in the search box: on to the list. */
  readonly onDone: () => void;
}

/** A pause in typing that is long enough to search, in ms. */
const debounceMs = 160;

/** Search and stage filter of the contacts list. */
export function ContactsToolbar({ query, onQuery, searchBox, onDone }: ContactsToolbarProps) {
  const [typed, setTyped] = useState<string>();
  const search = typed ?? query.search;

  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(() => {
      if (typed.trim() !== query.search) onQuery({ ...query, search: typed.trim() });
      setTyped((now) => (now === typed && typed.trim() === typed ? undefined : now));
    }, debounceMs);
    return () => clearTimeout(timer);
  }, [typed, query, onQuery]);

  return (
    <div className="contacts-toolbar">
      <div className="contacts-search">
        <Icon name="search" className="pointer-events-none absolute left-2.5 size-4 text-ink-3" />
        <input
          ref={searchBox}
          type="search"
          aria-label="Search contacts"
          placeholder="Search contacts"
          maxLength={200}
          className="input"
          value={search}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault();
              onDone();
            }
          }}
        />
        <span className="pointer-events-none absolute right-2 flex">
          {search === '' ? <Kbd>/</Kbd> : null}
        </span>
      </div>
      <fieldset className="segments">
        <legend className="sr-only">Stage</legend>
        {[{ value: undefined, label: 'All' }, ...stages].map(({ value, label }) => (
          <label key={label}>
            <input
              type="radio"
              name="stage"
              className="sr-only"
              checked={query.stage === value}
              onChange={() => onQuery({ ...query, stage: value })}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
