import { Badge } from '../ui/badge.tsx';
import { CopyableId } from '../ui/copyable-id.tsx';
import { Icon } from '../ui/icon.tsx';
import { quantity } from '../ui/quantity.ts';
import { Panel } from './panel.tsx';
import { agoText, type Telemetry } from './telemetry.ts';

type ErrorGroup = Telemetry['errors'][number];

/** Of more groups the newest are shown; the log has them all. */
const mostGroups = 20;

/** What failed, by kind and place, with what a person quotes. */
export function ErrorsPanel({ telemetry }: { telemetry: Telemetry }) {
  const { errors } = telemetry;
  return (
    <Panel
      title="Errors"
      note={
        errors.length > mostGroups
          ? `the newest ${mostGroups} of ${errors.length} kinds`
          : 'by kind and route, the newest first; what they say is in the log'
      }
    >
      {errors.length === 0 ? (
        <p className="flex items-center gap-2 py-4 text-sm text-ink-3">
          <Icon name="check" className="size-4 text-ok" />
          Nothing has failed since this process started.
        </p>
      ) : (
        // Focusable, so that the keyboard can scroll it.
        <div
          role="region"
          aria-label="Errors by kind"
          tabIndex={0}
          className="-mx-4 -mb-4 max-h-96 overflow-auto border-t border-line"
        >
          <ul className="divide-y divide-line">
            {errors.slice(0, mostGroups).map((group) => (
              <li key={`${group.name} ${group.code} ${group.route}`} className="px-4 py-3">
                <Group group={group} telemetry={telemetry} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

function Group({ group, telemetry }: { group: ErrorGroup; telemetry: Telemetry }) {
  const { name, code, route, count, lastSeenAt, occurrenceIds } = group;
  const [newest, ...earlier] = occurrenceIds;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span className="min-w-0 font-medium break-words">{name}</span>
        {code === null ? null : <Badge tone="bad">{code}</Badge>}
        <span className="ml-auto text-xs text-ink-3 tabular-nums">
          {quantity(count, 'time')}, last {agoText(lastSeenAt, telemetry)}
        </span>
      </p>
      <p className="mt-0.5 truncate font-mono text-xs text-ink-3">
        {route ?? 'outside of requests'}
      </p>
      {newest === undefined ? null : <Occurrence key={newest} id={newest} />}
      {earlier.length === 0 ? null : (
        <details className="text-xs text-ink-3">
          <summary className="w-max rounded-sm py-1">
            {quantity(earlier.length, 'earlier reference')}
          </summary>
          {earlier.map((id) => (
            <Occurrence key={id} id={id} />
          ))}
        </details>
      )}
    </>
  );
}

function Occurrence({ id }: { id: string }) {
  return (
    <div className="flex min-w-0 items-center gap-1 text-xs text-ink-3">
      <CopyableId id={id} />
    </div>
  );
}
