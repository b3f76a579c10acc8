import type { Problem } from '../api/problem.ts';
import { classNames } from '../ui/class-names.ts';
import { ProblemCard } from '../ui/problem-card.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CostPanel } from './cost-panel.tsx';
import { DeliveryPanel } from './delivery-panel.tsx';
import { ErrorsPanel } from './errors-panel.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import type { LiveState } from './live-poll.ts';
import { ObjectivesPanel } from './objectives-panel.tsx';
import { RequestsPanel } from './requests-panel.tsx';
import { agoText, type Telemetry } from './telemetry.ts';

/** The options of {@link TelemetryPanels}. */
export interface TelemetryPanelsProps {
  readonly state: LiveState<Telemetry>;
  /** True when the page says already that nothing answers: once is enough. */
  readonly isAway: boolean;
}

/** What one API process has measured of itself, in charts and tables. */
export function TelemetryPanels({ state: { value, problem }, isAway }: TelemetryPanelsProps) {
  if (value === undefined && isAway) return null;
  const told: Problem | undefined = isAway ? undefined : problem;
  return (
    <section aria-labelledby="telemetry-title" className="grid grid-cols-1 gap-4">
      <div className="mt-2">
        <h2 id="telemetry-title" className="text-lg font-semibold">
          Telemetry
        </h2>
        <p className="text-sm text-pretty text-ink-3">
          {value === undefined
            ? 'What the API has measured of itself.'
            : `Numbers of the one API process that answered, all workspaces together. It began to count ${agoText(value.startedAt, value)} and forgets them when it ends.`}
        </p>
      </div>
      {told ? <ProblemCard problem={told} /> : null}
      {value !== undefined ? (
        // What is known stays on screen while its source is away, visibly of the past.
        <div
          className={classNames(
            'grid grid-cols-1 gap-4 xl:grid-cols-2',
            (problem !== undefined || isAway) && 'stale',
          )}
        >
          <RequestsPanel telemetry={value} />
          <LatencyPanel telemetry={value} />
          <ObjectivesPanel telemetry={value} />
          <ErrorsPanel telemetry={value} />
          <CostPanel telemetry={value} />
          <DeliveryPanel telemetry={value} />
        </div>
      ) : told === undefined ? (
        <div role="status" className="grid grid-cols-1 gap-4 xl:grid-cols-2">
          <span className="sr-only">The telemetry is being loaded.</span>
          {['requests', 'latency', 'objectives', 'errors'].map((panel) => (
            <div key={panel} className="card grid h-56 content-start gap-3 p-4">
              <Skeleton className="h-4 w-32" />
              <Skeleton className="h-3 w-48" />
              <Skeleton className="mt-4 h-24 w-full" />
            </div>
          ))}
        </div>
      ) : null}
    </section>
  );
}
