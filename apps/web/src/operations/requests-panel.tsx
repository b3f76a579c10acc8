import { countText } from '../ui/count-text.ts';
import { quantity } from '../ui/quantity.ts';
import { Columns } from './columns.tsx';
import { DataTable } from './data-table.tsx';
import { lastHour } from './last-hour.ts';
import { latencyText } from './latency-text.ts';
import { Nothing, Panel } from './panel.tsx';
import { minuteText, percentText, type Telemetry } from './telemetry.ts';

/** How much is asked, and how much of it fails. */
export function RequestsPanel({ telemetry }: { telemetry: Telemetry }) {
  const { requests, observedAt } = telemetry;
  const { total, minutes } = requests;
  const asked = lastHour(minutes, observedAt, (minute) => minute.requests);
  const failed = lastHour(minutes, observedAt, (minute) => minute.errors);
  const sum = asked.reduce((all, count) => all + count, 0);
  const peak = Math.max(...asked);
  const failures = failed.reduce((all, count) => all + count, 0);
  return (
    <Panel
      title="Requests"
      note={`each minute of the last hour; at most ${quantity(peak, 'request')} in one`}
      table={
        sum === 0 ? undefined : (
          <DataTable
            label="Requests by minute"
            rows={minutes.toReversed()}
            rowKey={({ startsAt }) => startsAt}
            columns={[
              { name: 'Minute, UTC', cell: ({ startsAt }) => minuteText(startsAt) },
              { name: 'Requests', isFigure: true, cell: (minute) => countText(minute.requests) },
              { name: 'Errors', isFigure: true, cell: (minute) => countText(minute.errors) },
              { name: '95 % within', isFigure: true, cell: ({ p95Ms }) => latencyText(p95Ms) },
            ]}
          />
        )
      }
    >
      {sum === 0 ? (
        <Nothing>Nothing was asked in the last hour. The next request shows up here.</Nothing>
      ) : (
        <>
          <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            <Figure name="Requests" value={countText(sum)} />
            <Figure
              name="Errors"
              value={countText(failures)}
              of={failures === 0 ? undefined : percentText(failures / sum)}
            />
            <Figure name="Half within" value={latencyText(total.p50Ms)} />
            <Figure name="99 % within" value={latencyText(total.p99Ms)} />
          </dl>
          <div className="mt-auto">
            <Columns
              height="h-36"
              values={asked}
              bad={failed}
              label={`${quantity(sum, 'request')} in the last hour, at most ${countText(peak)} in a minute, ${quantity(failures, 'error')}`}
            />
          </div>
        </>
      )}
    </Panel>
  );
}

function Figure({ name, value, of }: { name: string; value: string; of?: string | undefined }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="text-xl font-semibold tracking-tight tabular-nums">
        {value}
        {of === undefined ? null : (
          <span className="ml-1.5 text-xs font-normal text-bad">{of}</span>
        )}
      </dd>
    </div>
  );
}
