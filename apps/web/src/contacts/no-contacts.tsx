'use client';

import Link from 'next/link';
import { useState } from 'react';

import type { Problem } from '../api/problem.ts';
import { sectionPath } from '../shell/sections.ts';
import { Button } from '../ui/button.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';

function Art() {
  return (
    <svg width="160" height="104" viewBox="0 0 160 104" fill="none" aria-hidden="true">
      <rect
        x="26"
        y="8"
        width="96"
        height="60"
        rx="10"
        className="fill-sunken stroke-line"
        transform="rotate(-6 74 38)"
      />
      <rect
        x="34"
        y="22"
        width="100"
        height="62"
        rx="10"
        className="fill-surface stroke-line-strong"
        strokeWidth="1.5"
      />
      <circle cx="56" cy="46" r="10" className="fill-accent-soft" />
      <path
        d="M51 52c.8-3 2.6-4.5 5-4.5s4.2 1.5 5 4.5M56 45.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z"
        className="stroke-accent-ink"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <rect x="74" y="38" width="44" height="6" rx="3" className="fill-line-strong" />
      <rect x="74" y="50" width="30" height="5" rx="2.5" className="fill-line" />
      <rect x="46" y="66" width="72" height="5" rx="2.5" className="fill-line" />
      <circle cx="130" cy="80" r="14" className="fill-accent" />
      <path d="M130 74v12M124 80h12" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

/** What a workspace without any contact shows: three ways to its first ones. */
export default function NoContacts(props: {
  workspaceId: string;
  onCreate: () => void;
  /** Called when the sample contacts are in. */
  onLoaded: () => void;
}) {
  const { workspaceId, onCreate, onLoaded } = props;
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function loadSamples() {
    setLoading(true);
    setProblem(undefined);
    const { importSampleContacts } = await import('./sample-contacts.ts');
    const outcome = await importSampleContacts(workspaceId);
    setLoading(false);
    if (outcome.ok) onLoaded();
    else setProblem(outcome.problem);
  }

  return (
    <div className="grid flex-1 place-items-center">
      <EmptyState
        art={<Art />}
        title="No contacts yet"
        actions={
          <>
            <Link
              {...buttonLook({ variant: 'primary' })}
              href={`${sectionPath(workspaceId, 'contacts')}/import`}
              prefetch={false}
            >
              <Icon name="import" />
              Import a file
            </Link>
            <Button icon="plus" onClick={onCreate}>
              Add by hand
            </Button>
            <Button variant="ghost" icon="sparkle" pending={isLoading} onClick={loadSamples}>
              Load 50 sample contacts
            </Button>
          </>
        }
      >
        Bring your address book from Google, Outlook, HubSpot or Apple, or start with one person.
      </EmptyState>
      {problem ? (
        <div className="max-w-md px-6 pb-10">
          <ProblemCard problem={problem} onRetry={loadSamples} />
        </div>
      ) : null}
    </div>
  );
}
