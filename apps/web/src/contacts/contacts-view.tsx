'use client';

import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';

import type { Outcome } from '../api/outcome.ts';
import { apiPath } from '../api/request-json.ts';
import { openOverlay } from '../shell/overlay-requests.ts';
import { sectionPath, sections } from '../shell/sections.ts';
import { Button } from '../ui/button.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { countText } from '../ui/count-text.ts';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { toasts } from '../ui/toasts.ts';
import type { Contact } from './contact.ts';
import { createContactActions } from './contact-actions.ts';
import { ContactGrid, type ContactGridControl } from './contact-grid.tsx';
import { createContactList } from './contact-list.ts';
import { contactQueryString, readContactQuery, type ContactQuery } from './contact-query.ts';
import { createContactsApi, type ContactPage } from './contacts-api.ts';
import { ContactsToolbar } from './contacts-toolbar.tsx';
import type { DayStyle } from './day-text.ts';
import type { GridKey } from './grid-keys.ts';

const CreateContact = lazy(() => import('./create-contact.tsx'));
const NoContacts = lazy(() => import('./no-contacts.tsx'));
const NoMatch = lazy(() => import('./no-match.tsx'));
const ListProblem = lazy(() => import('./list-problem.tsx'));
const ContactPanel = lazy(() => import('./contact-panel.tsx'));

/** The options of {@link ContactsView}. */
export interface ContactsViewProps {
  readonly workspaceId: string;
  /** The query that the server answered. */
  readonly query: ContactQuery;
  readonly first: Outcome<ContactPage>;
  readonly days: DayStyle;
  /** The contact to open at once. */
  readonly opened?: Contact | undefined;
}

function replaceAddress(parameters: string) {
  const search = parameters === '' ? '' : `?${parameters}`;
  history.replaceState(null, '', `${location.pathname}${search}`);
}

function useContacts({ workspaceId, query, first }: ContactsViewProps) {
  const [held] = useState(() => {
    const api = createContactsApi(workspaceId);
    const list = createContactList({ api, query, first });
    return { api, list, actions: createContactActions({ api, list, toasts }) };
  });
  const state = useSyncExternalStore(held.list.subscribe, held.list.state, held.list.state);
  return { ...held, state };
}

/** The contacts of a workspace: search, filter, sort, select, create, edit, delete. */
export function ContactsView(props: ContactsViewProps) {
  const { workspaceId, days } = props;
  const { api, list, actions, state } = useContacts(props);
  const router = useRouter();
  const parameters = useSearchParams();
  const query = readContactQuery(parameters);
  const queryText = contactQueryString(query);
  const grid = useRef<ContactGridControl>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState(-1);
  const [selected, setSelected] = useState<ReadonlyMap<string, Contact>>(new Map());
  const [opened, setOpened] = useState(props.opened);
  const [editing, setEditing] = useState<'name' | 'panel'>();
  const isCreating = parameters.has('new');

  useEffect(() => {
    list.show(readContactQuery(new URLSearchParams(queryText)));
  }, [list, queryText]);

  const onLook = useCallback((start: number, end: number) => list.look(start, end), [list]);
  const onQuery = useCallback((next: ContactQuery) => {
    replaceAddress(contactQueryString(next));
    setActive(-1);
    setSelected(new Map());
    grid.current?.toTop();
  }, []);

  const setCreating = (on: boolean) =>
    replaceAddress(on ? `${queryText}${queryText ? '&' : ''}new=1` : queryText);

  function toggle(row: number) {
    const contact = state.rows.get(row);
    if (contact === undefined) return;
    const next = new Map(selected);
    if (!next.delete(contact.id)) next.set(contact.id, contact);
    setSelected(next);
  }

  function remove(contacts: readonly Contact[]) {
    if (contacts.length === 0) return;
    setSelected(new Map());
    if (contacts.some(({ id }) => id === opened?.id)) setOpened(undefined);
    void actions.remove(contacts);
    grid.current?.focus();
  }

  function open(row: number, focus?: 'name' | 'panel') {
    const contact = state.rows.get(row);
    if (contact === undefined) return;
    setOpened(contact);
    setEditing(focus);
  }

  function activate(row: number) {
    setActive(row);
    // An open panel follows the active row, so that J and K leaf through the contacts.
    if (opened) open(row);
  }

  function onKey(key: Exclude<GridKey, { kind: 'move' }>, row: number) {
    const contact = state.rows.get(row);
    if (key.kind === 'open') open(row, 'panel');
    if (key.kind === 'edit') open(row, 'name');
    if (key.kind === 'create') setCreating(true);
    if (key.kind === 'select') toggle(row);
    if (key.kind === 'delete') {
      remove(selected.size > 0 ? [...selected.values()] : contact ? [contact] : []);
    }
    if (key.kind === 'search') searchBox.current?.focus();
    if (key.kind === 'help') openOverlay('cheat-sheet');
    if (key.kind === 'go') {
      const section = sections.find((it) => it.key === key.key);
      if (section) router.push(sectionPath(workspaceId, section.slug));
    }
  }

  const isFiltered = query.search !== '' || query.stage !== undefined;
  const isEmpty = state.status === 'ready' && state.total === 0;
  const number = countText(state.total);
  const noun = state.total === 1 ? 'contact' : 'contacts';

  return (
    <>
      <PageHeader
        title="Contacts"
        note={
          state.status === 'failed' && state.rows.size === 0 ? undefined : (
            <>
              {number} <span className="max-sm:sr-only">{noun}</span>
            </>
          )
        }
        actions={
          <>
            <a
              {...buttonLook({ variant: 'ghost', className: 'max-sm:hidden' })}
              href={apiPath(workspaceId, '/contacts/export.csv')}
              download
            >
              <Icon name="export" />
              Export
            </a>
            <Link
              {...buttonLook({ variant: 'secondary' })}
              href={`${sectionPath(workspaceId, 'contacts')}/import`}
              prefetch={false}
            >
              <Icon name="import" />
              <span className="max-sm:sr-only">Import</span>
            </Link>
            <Button variant="primary" icon="plus" shortcut="C" onClick={() => setCreating(true)}>
              <span>
                New<span className="max-sm:sr-only"> contact</span>
              </span>
            </Button>
          </>
        }
      />
      {isEmpty && !isFiltered ? (
        <Suspense fallback={null}>
          {' '}
          <NoContacts
            workspaceId={workspaceId}
            onCreate={() => setCreating(true)}
            onLoaded={() => list.refresh()}
          />
        </Suspense>
      ) : (
        <>
          <ContactsToolbar
            query={query}
            onQuery={onQuery}
            searchBox={searchBox}
            onDone={() => grid.current?.focus()}
          />
          <div className="contacts-body">
            <div className="contacts-list" data-stale={state.status === 'loading' || undefined}>
              {state.problem ? (
                <Suspense fallback={null}>
                  <ListProblem problem={state.problem} onRetry={() => list.retry()} />
                </Suspense>
              ) : null}
              {isEmpty ? (
                <Suspense fallback={null}>
                  <NoMatch onClear={() => onQuery({ ...query, search: '', stage: undefined })} />
                </Suspense>
              ) : (
                <ContactGrid
                  state={state}
                  days={days}
                  active={active}
                  selected={selected}
                  control={grid}
                  onLook={onLook}
                  onActivate={activate}
                  onToggle={toggle}
                  onSort={(sort) => onQuery({ ...query, sort })}
                  onKey={onKey}
                  onPress={(row) => open(row)}
                />
              )}
              {selected.size > 0 ? (
                <div className="selection-bar" role="region" aria-label="Selection">
                  <span className="pl-2 text-sm tabular-nums">{selected.size} selected</span>
                  <Button
                    variant="danger"
                    size="sm"
                    icon="trash"
                    onClick={() => remove([...selected.values()])}
                  >
                    Delete
                  </Button>
                  <Button
                    variant="ghost"
                    size="sm"
                    icon="close"
                    onClick={() => setSelected(new Map())}
                  >
                    Clear
                  </Button>
                </div>
              ) : null}
            </div>
            {opened ? (
              <Suspense fallback={null}>
                <ContactPanel
                  key={opened.id}
                  workspaceId={workspaceId}
                  contact={opened}
                  api={api}
                  days={days}
                  focus={editing}
                  onChanged={(contact) => {
                    list.put(contact);
                    setOpened(contact);
                  }}
                  onRemove={(contact) => remove([contact])}
                  onClose={() => {
                    setOpened(undefined);
                    grid.current?.focus();
                  }}
                />
              </Suspense>
            ) : null}
          </div>
        </>
      )}
      <p role="status" className="sr-only">
        {state.status === 'loading' ? '' : `${number} ${noun}`}
      </p>
      {isCreating ? (
        <Suspense fallback={null}>
          <CreateContact
            api={api}
            list={list}
            onClose={() => setCreating(false)}
            onCreated={(contact) => {
              toasts.show({ text: `Created ${contact.name ?? contact.email ?? 'contact'}` });
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}
