'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';

import { Icon, type IconName } from '../ui/icon.tsx';
import { openOverlay } from './overlay-requests.ts';
import { sectionPath, sections } from './sections.ts';
import { applyTheme } from './theme.ts';
import { usePeople } from './use-people.ts';

interface Command {
  readonly id: string;
  readonly group: 'People' | 'Go to' | 'Do';
  readonly label: string;
  readonly note?: string | undefined;
  readonly icon: IconName;
  readonly run: () => void;
}

function useCommands(workspaceId: string): readonly Command[] {
  const router = useRouter();
  const contacts = sectionPath(workspaceId, 'contacts');
  return [
    ...sections.map(({ slug, label, icon }): Command => ({
      id: slug,
      group: 'Go to',
      label,
      icon,
      run: () => router.push(sectionPath(workspaceId, slug)),
    })),
    {
      id: 'new-contact',
      group: 'Do',
      label: 'New contact',
      icon: 'plus',
      run: () => router.push(`${contacts}?new=1`),
    },
    {
      id: 'import',
      group: 'Do',
      label: 'Import contacts',
      icon: 'import',
      run: () => router.push(`${contacts}/import`),
    },
    {
      id: 'light',
      group: 'Do',
      label: 'Use the light theme',
      icon: 'sun',
      run: () => applyTheme('light', document),
    },
    {
      id: 'dark',
      group: 'Do',
      label: 'Use the dark theme',
      icon: 'moon',
      run: () => applyTheme('dark', document),
    },
    {
      id: 'keys',
      group: 'Do',
      label: 'Keyboard shortcuts',
      icon: 'keyboard',
      run: () => openOverlay('cheat-sheet'),
    },
    {
      id: 'switch',
      group: 'Do',
      label: 'Switch workspace',
      icon: 'refresh',
      run: () => router.push('/'),
    },
  ];
}

/** Finds people, goes places and runs actions by typing. */
export default function CommandPalette(props: { workspaceId: string; onClose: () => void }) {
  const { workspaceId, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const commands = useCommands(workspaceId);
  const people = usePeople(workspaceId, typed);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const wanted = typed.trim().toLowerCase();
  const found: readonly Command[] = [
    ...people.map((person): Command => ({
      id: person.id,
      group: 'People',
      label: person.title,
      note: person.note,
      icon: 'person',
      run: () => router.push(`${sectionPath(workspaceId, 'contacts')}/${person.id}`),
    })),
    ...commands.filter(({ label }) => label.toLowerCase().includes(wanted)),
  ];
  const chosen = found[Math.min(active, found.length - 1)];

  function run(command: Command | undefined) {
    if (command === undefined) return;
    onClose();
    command.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((at) => (Math.min(at, found.length - 1) + step + found.length) % found.length);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(chosen);
    }
  }

  return (
    <dialog
      ref={dialog}
      className="dialog palette"
      data-size="lg"
      data-place="top"
      aria-label="Search and commands"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Icon name="search" className="size-4 shrink-0 text-ink-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
          aria-label="Search people and commands"
          placeholder="Search people, pages and actions"
          className="min-h-12 flex-1 bg-transparent text-base outline-none"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={id} role="listbox" aria-label="Results" className="max-h-80 overflow-auto p-1.5">
        {(['People', 'Go to', 'Do'] as const).map((group) => {
          const members = found.filter((command) => command.group === group);
          if (members.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={group}>
              <div aria-hidden="true" className="px-2.5 pt-2 pb-1 text-xs font-medium text-ink-3">
                {group}
              </div>
              {members.map((command) => (
                <div
                  key={command.id}
                  id={`${id}-${command.id}`}
                  role="option"
                  aria-selected={command === chosen}
                  ref={
                    command === chosen ? (node) => node?.scrollIntoView({ block: 'nearest' }) : null
                  }
                  className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 text-sm aria-selected:bg-hover"
                  onPointerMove={() => setActive(found.indexOf(command))}
                  onClick={() => run(command)}
                >
                  <Icon name={command.icon} className="size-4 shrink-0 text-ink-3" />
                  <span className="truncate">{command.label}</span>
                  {command.note ? (
                    <span className="ml-auto truncate pl-4 text-xs text-ink-3">{command.note}</span>
                  ) : null}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {found.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-ink-3">Nothing matches “{typed}”.</p>
      ) : null}
      <p role="status" className="sr-only">
        {found.length} results
      </p>
    </dialog>
  );
}
