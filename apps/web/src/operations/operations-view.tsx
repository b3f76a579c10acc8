'use client';

import Link from 'next/link';
import { lazy, type ReactNode, Suspense, useLayoutEffect } from 'react';

import type { Outcome } from '../api/outcome.ts';
import { apiPath } from '../api/request-json.ts';
import { tracesPath } from '../traces/traces-path.ts';
import { buttonLook } from '../ui/button-look.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { Age } from './age.tsx';
import { latencyText } from './latency-text.ts';
import { concerns, type Operations } from './operations.ts';
import { NodeTable } from './node-table.tsx';
import { PartCards } from './part-cards.tsx';
import type { FirstTelemetry } from './read-telemetry.ts';
import type { Telemetry } from './telemetry.ts';
import { useLive } from './use-live.ts';
import { useLiveOperations } from './use-live-operations.ts';

// Rendered by the server; the script that brings them to life is not waited for, and without it the rest works.
const TelemetryPanels = lazy(() =>
  import('./telemetry-panels.tsx').then(
    (module) => ({ default: module.TelemetryPanels }),
    () => ({ default: () => null }),
  ),
);

/** The options of {@link OperationsView}. */
export interface OperationsViewProps {
  readonly workspaceId: string;
  /** What the server found when it rendered the page. */
  readonly first: Outcome<Operations>;
  /** When it found it, epoch ms. */
  readonly answeredAtMs: number;
  readonly telemetry: FirstTelemetry;
  /** Stands above the telemetry, which may come later than the rest and would push it down. */
  readonly children?: ReactNode;
}

/** Figures of minutes and hours need no look every five seconds. */
const telemetryEveryMs = 10_000;

/** The state of everything that the app runs on, live. */
export function OperationsView(props: OperationsViewProps) {
  const { workspaceId, first, answeredAtMs, children } = props;
  const live = useLiveOperations(workspaceId, first, answeredAtMs);
  const telemetry = useLive<Telemetry>({
    ...props.telemetry,
    url: apiPath(workspaceId, '/operations/telemetry'),
    everyMs: telemetryEveryMs,
  });
  const { state, history } = live;
  const { value, problem, isPaused } = state;
  const isAway = problem !== undefined;
  const { retry } = telemetry;
  // Who was away together is back together; before the next paint, or one problem would show up twice.
  useLayoutEffect(() => (isAway ? retry : undefined), [isAway, retry]);
  const change = (): void => {
    for (const one of [live, telemetry]) {
      if (isPaused) one.resume();
      else one.pause();
    }
  };
  return (
    <>
      <PageHeader
        title="Operations"
        note={
          <span>
            {isPaused ? 'Paused, ' : ''}
            {state.answeredAtMs === undefined ? (
              'waiting for the first answer'
            ) : (
              <>
                updated <Age ofMs={state.answeredAtMs} />
              </>
            )}
          </span>
        }
        actions={
          <>
            <Link
              href={tracesPath(workspaceId)}
              prefetch={false}
              {...buttonLook({ variant: 'ghost' })}
            >
              Traces
            </Link>
            <Button onClick={change}>{isPaused ? 'Resume' : 'Pause'}</Button>
          </>
        }
      />
      <div className="grid grid-cols-1 gap-4 p-4 md:p-5">
        {problem ? <ProblemCard problem={problem} /> : null}
        {value ? (
          // What is known stays on screen while the API is away, visibly of the past.
          <div className={classNames('grid grid-cols-1 gap-4', problem && 'stale')}>
            <Summary operations={value} />
            <PartCards operations={value} history={history} />
            <NodeTable nodes={value.postgres} history={history} />
            <p className="text-xs text-ink-3 tabular-nums">
              API {value.api.version} on Node {value.api.nodeVersion.replace(/^v/, '')}, event loop
              delay {latencyText(value.api.eventLoopDelayP99Ms)}
            </p>
          </div>
        ) : null}
        {children}
        <Suspense fallback={null}>
          <TelemetryPanels state={telemetry.state} isAway={isAway} />
        </Suspense>
      </div>
    </>
  );
}

function Summary({ operations }: { operations: Operations }) {
  const found = concerns(operations);
  const isBad = found.some(({ tone }) => tone === 'bad');
  return (
    <section
      role="status"
      aria-label="Summary"
      className={classNames(
        'flex gap-3 rounded-lg px-4 py-3.5',
        found.length === 0 ? 'bg-ok-soft' : isBad ? 'bg-bad-soft' : 'bg-warn-soft',
      )}
    >
      <Icon
        name={found.length === 0 ? 'check' : 'warning'}
        className={classNames(
          'mt-0.75 size-4 shrink-0',
          found.length === 0 ? 'text-ok' : isBad ? 'text-bad' : 'text-warn',
        )}
      />
      <div className="min-w-0">
        <p className="font-semibold">
          {found.length === 0
            ? 'Everything works'
            : isBad
              ? 'Something does not work'
              : 'Working, with less in reserve'}
        </p>
        <ul className="text-sm text-ink-2">
          {found.length === 0 ? (
            <li>All servers answer and the replicas keep up.</li>
          ) : (
            found.map(({ text }) => <li key={text}>{text}</li>)
          )}
        </ul>
      </div>
    </section>
  );
}
