'use client';

import Link from 'next/link';
import { Suspense } from 'react';

import type { Problem } from '../api/problem.ts';
import { buttonLook } from './button-look.ts';
import { Icon } from './icon.tsx';
import { LazyAdvice } from './lazy-advice.ts';
import { ProblemReference } from './problem-reference.tsx';
import { RetryButton } from './retry-button.tsx';

/** The options of {@link ProblemCard}. */
export interface ProblemCardProps {
  readonly problem: Problem;
  /** Offers a button to try again. */
  readonly onRetry?: (() => void) | undefined;
  /** The fields whose message is shown at the field itself; the others are listed here. */
  readonly fieldsShown?: readonly string[];
}

/** Says what went wrong, what a person does about it, and the reference to quote. */
export function ProblemCard({ problem, onRetry, fieldsShown = [] }: ProblemCardProps) {
  const { slug, status, occurrenceId, errors } = problem;
  const listed = errors.filter(({ field }) => !fieldsShown.includes(field));
  // The detail of a type that this app knows speaks to programs; the advice says the same to people.
  const detail = slug === null ? problem.detail : undefined;
  const isSignedOut = slug === null && status === 401;
  return (
    <section className="overflow-hidden rounded-lg border border-bad-line bg-bad-soft text-sm">
      <div role="alert" className="flex gap-3 p-3.5">
        <span className="grid size-7 shrink-0 place-items-center rounded-full bg-surface text-bad">
          <Icon name="warning" />
        </span>
        <div className="min-w-0 flex-1 self-center break-words">
          <p className="font-semibold text-bad">{problem.title}</p>
          {detail ? <p className="mt-1 text-ink-2">{detail}</p> : null}
          {listed.length > 0 ? (
            <ul className="mt-1 list-disc pl-4 text-ink-2">
              {listed.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{field ? `${field}: ${message}` : message}</li>
              ))}
            </ul>
          ) : null}
          <Suspense fallback={<p className="mt-1">&nbsp;</p>}>
            <LazyAdvice problem={problem} />
          </Suspense>
        </div>
      </div>
      {occurrenceId || onRetry || isSignedOut ? (
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-bad-line py-2 pr-2 pl-3.5">
          {occurrenceId ? <ProblemReference key={occurrenceId} id={occurrenceId} /> : null}
          {isSignedOut || onRetry ? (
            <div className="flex gap-2">
              {isSignedOut ? (
                <Link href="/" prefetch={false} {...buttonLook({ size: 'sm' })}>
                  Start page
                </Link>
              ) : null}
              {onRetry ? <RetryButton problem={problem} onRetry={onRetry} /> : null}
            </div>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
