'use client';

import { useEffect, useState } from 'react';

import { occurrenceId, type Problem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** The options of {@link ProblemCard}. */
export interface ProblemCardProps {
  readonly problem: Problem;
  /** Offers a button to try again. */
  readonly onRetry?: (() => void) | undefined;
  /** The fields whose message is shown at the field itself; the others are listed here. */
  readonly fieldsShown?: readonly string[];
}

function OccurrenceId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
  };
  return (
    <p className="mt-2 flex items-center gap-1.5 text-xs text-ink-3">
      <span className="min-w-0 truncate">
        Reference <code className="font-mono text-ink-2">{id}</code>
      </span>
      <Button size="sm" variant="ghost" icon={copied ? 'check' : 'copy'} onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </p>
  );
}

/** Seconds until another try makes sense, counted down. */
function useSecondsLeft(fromSeconds: number): number {
  const [left, setLeft] = useState(fromSeconds);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}

function Retry({ afterSeconds, onRetry }: { afterSeconds: number; onRetry: () => void }) {
  const left = useSecondsLeft(afterSeconds);
  return (
    <Button
      size="sm"
      icon="refresh"
      className="mt-2.5"
      aria-disabled={left > 0}
      onClick={left > 0 ? undefined : onRetry}
    >
      {left > 0 ? `Try again in ${left} s` : 'Try again'}
    </Button>
  );
}

/** Says what went wrong in the API's words, what to do, and the reference to quote. */
export function ProblemCard({ problem, onRetry, fieldsShown = [] }: ProblemCardProps) {
  const id = occurrenceId(problem);
  const errors = problem.errors ?? [];
  const others = errors.filter(({ field }) => !fieldsShown.includes(field));
  // What the detail would say stands at the fields already.
  const isAllShown = errors.length > 0 && others.length === 0;
  return (
    <div role="alert" className="rounded-lg border border-bad-line bg-bad-soft p-3.5 text-sm">
      <div className="flex gap-2.5">
        <Icon name="warning" className="mt-0.5 size-4 shrink-0 text-bad" />
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-bad">{problem.title}</p>
          {problem.detail && !isAllShown ? (
            <p className="mt-0.5 break-words text-ink-2">{problem.detail}</p>
          ) : null}
          {others.length > 0 ? (
            <ul className="mt-1.5 list-disc pl-4 text-ink-2">
              {others.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{field ? `${field}: ${message}` : message}</li>
              ))}
            </ul>
          ) : null}
          {id === undefined ? null : <OccurrenceId id={id} />}
          {onRetry ? (
            <Retry key={id} afterSeconds={problem.retryAfterSeconds ?? 0} onRetry={onRetry} />
          ) : null}
        </div>
      </div>
    </div>
  );
}
