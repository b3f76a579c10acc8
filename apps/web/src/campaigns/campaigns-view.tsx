'use client';

import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';

import type { Outcome } from '../api/outcome.ts';
import type { Problem } from '../api/problem.ts';
import { dayText, type DayStyle } from '../contacts/day-text.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { toasts } from '../ui/toasts.ts';
import type { Campaign } from './campaign.ts';
import { createCampaignsApi, type CampaignPage } from './campaigns-api.ts';
import { NoCampaignsArt } from './no-campaigns-art.tsx';
import { removeCampaign } from './remove-campaign.ts';
import { StatusBadge } from './status-badge.tsx';

const NewCampaign = lazy(() => import('./new-campaign.tsx'));

/** The options of {@link CampaignsView}. */
export interface CampaignsViewProps {
  readonly workspaceId: string;
  /** The address of this page; a campaign's is below it. */
  readonly listHref: string;
  /** What the server found when it rendered the page. */
  readonly first: Outcome<CampaignPage>;
  readonly days: DayStyle;
}

/** The campaigns of a workspace, latest change first. */
export function CampaignsView({ workspaceId, listHref, first, days }: CampaignsViewProps) {
  const [items, setItems] = useState(first.ok ? first.value.items : []);
  const [cursor, setCursor] = useState(first.ok ? first.value.nextCursor : null);
  const [problem, setProblem] = useState<Problem | undefined>(first.ok ? undefined : first.problem);
  const [isCreating, setCreating] = useState(false);
  const api = createCampaignsApi(workspaceId);

  async function showMore(from: string) {
    const outcome = await api.more(from);
    if (!outcome.ok) {
      setProblem(outcome.problem);
      return;
    }
    setProblem(undefined);
    setItems((before) => [...before, ...outcome.value.items]);
    setCursor(outcome.value.nextCursor);
  }

  const remove = (campaign: Campaign) =>
    removeCampaign(campaign, {
      api,
      toasts,
      onRemoved: () => setItems((before) => before.filter(({ id }) => id !== campaign.id)),
      onRestored: (restored) => setItems((before) => [restored, ...before]),
    });

  const create = (
    <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
      New campaign
    </Button>
  );
  const isEmpty = items.length === 0 && problem === undefined;
  return (
    <>
      <PageHeader title="Campaigns" actions={isEmpty ? null : create} />
      <div className="grid grid-cols-1 gap-4 p-4 md:p-5">
        {problem ? <ProblemCard problem={problem} onRetry={() => location.reload()} /> : null}
        {isEmpty ? (
          <EmptyState art={<NoCampaignsArt />} title="Write your first campaign" actions={create}>
            Give it a name, say what it is about, and let the AI write a first draft if you like.
          </EmptyState>
        ) : null}
        {items.length > 0 ? (
          <ul aria-label="Campaigns" className="card divide-y divide-line overflow-hidden">
            {items.map((campaign) => (
              <CampaignLine
                key={campaign.id}
                campaign={campaign}
                href={`${listHref}/${campaign.id}`}
                day={dayText(campaign.updatedAt, days)}
                onRemove={() => remove(campaign)}
              />
            ))}
          </ul>
        ) : null}
        {cursor === null ? null : (
          <div className="text-center">
            <Button onClick={() => showMore(cursor)}>Show more</Button>
          </div>
        )}
      </div>
      {isCreating ? (
        <Suspense fallback={null}>
          <NewCampaign
            workspaceId={workspaceId}
            listHref={listHref}
            onClose={() => setCreating(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

function CampaignLine(props: {
  campaign: Campaign;
  href: string;
  day: string;
  onRemove: () => void;
}) {
  const { campaign, href, day, onRemove } = props;
  const { name, subject, status } = campaign;
  return (
    <li className="relative flex items-center gap-3 px-4 py-3 hover:bg-hover">
      <div className="min-w-0 flex-1">
        <Link
          href={href}
          prefetch={false}
          // The whole line is the link's target, its text alone the name.
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {name}
        </Link>
        <p className="truncate text-sm text-ink-3">{subject || 'No subject yet'}</p>
      </div>
      <StatusBadge status={status} />
      <span className="w-24 text-right text-sm whitespace-nowrap text-ink-3 tabular-nums max-sm:hidden">
        {day}
      </span>
      <Button
        variant="ghost"
        icon="trash"
        iconOnly
        aria-label={`Delete ${name}`}
        className="relative"
        onClick={onRemove}
      />
    </li>
  );
}
