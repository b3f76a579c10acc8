import { DataTable } from '../operations/data-table.tsx';
import { Nothing, Panel } from '../operations/panel.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { CopyableId } from '../ui/copyable-id.tsx';
import { countText } from '../ui/count-text.ts';
import { quantity } from '../ui/quantity.ts';
import { FieldList } from './field-list.tsx';
import { fateOf, spanText, statusTone, subjectOf, type Trace } from './trace.ts';
import { Waterfall } from './waterfall.tsx';

/** One trace: what became of it, its steps over time, the log lines and errors that belong to it. */
export function TraceView({ trace }: { trace: Trace }) {
  return (
    <div className="grid grid-cols-1 gap-4 p-4 md:p-5">
      <h2 className="sr-only">What happened</h2>
      <Facts trace={trace} />
      <Steps trace={trace} />
      <Errors trace={trace} />
      <Log trace={trace} />
    </div>
  );
}

function Facts({ trace }: { trace: Trace }) {
  const { name, status, requests, startedAt, durationMs, traceId } = trace;
  const fate = fateOf(trace);
  return (
    <section aria-label="Summary" className="card grid gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 font-mono text-base font-medium break-words">{name}</p>
        {status === null ? null : <Badge tone={statusTone(status)}>{status}</Badge>}
        <Badge tone={fate.tone}>{fate.text}</Badge>
      </div>
      <p className="text-sm text-ink-2">
        {spanText(durationMs)} from {startedAt.slice(0, 10)} {startedAt.slice(11, 23)} UTC
        {requests > 1 ? `, in ${quantity(requests, 'request')}` : ''}. {fate.why}
      </p>
      <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
        Trace
        <CopyableId id={traceId} />
      </div>
    </section>
  );
}

function Steps({ trace }: { trace: Trace }) {
  const { spans, spansLeftOut, outcome } = trace;
  return (
    <Panel
      title="Steps"
      note={
        spans.length === 0
          ? undefined
          : `${quantity(spans.length, 'span')} over time; open one to see what is known of it` +
            (spansLeftOut === 0 ? '' : `; ${countText(spansLeftOut)} more are with the collector`)
      }
      table={
        spans.length === 0 ? undefined : (
          <DataTable
            label="Steps in figures"
            rows={spans}
            rowKey={({ spanId }) => spanId}
            columns={[
              { name: 'Step', cell: ({ name }) => name },
              { name: 'About', cell: (span) => subjectOf(span) },
              { name: 'Starts after', isFigure: true, cell: ({ startMs }) => spanText(startMs) },
              { name: 'Takes', isFigure: true, cell: ({ durationMs }) => spanText(durationMs) },
              { name: 'Depth', isFigure: true, cell: ({ depth }) => depth },
              { name: 'Result', cell: ({ failed }) => (failed ? 'failed' : 'fine') },
            ]}
          />
        )
      }
    >
      {spans.length === 0 ? (
        <Nothing>
          {outcome === 'kept'
            ? 'This process has no step of it.'
            : outcome === 'open'
              ? 'The steps show up once the trace is over. Reload the page then.'
              : 'The steps were given up at the end of the trace. What is below is from the log.'}
        </Nothing>
      ) : (
        <Waterfall trace={trace} />
      )}
    </Panel>
  );
}

function Errors({ trace: { errors } }: { trace: Trace }) {
  if (errors.length === 0) return null;
  return (
    <Panel title="Errors" note="what was reported, under the reference that a person was shown">
      <ul className="-mx-4 -mb-4 divide-y divide-line border-t border-line">
        {errors.map(({ name, code, occurrenceId, atMs }) => (
          <li key={occurrenceId} className="px-4 py-3">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
              <span className="min-w-0 font-medium break-words">{name}</span>
              <Badge tone="bad">{code}</Badge>
              <span className="ml-auto text-xs text-ink-3 tabular-nums">
                after {spanText(atMs)}
              </span>
            </p>
            <div className="flex min-w-0 items-center gap-1 text-xs text-ink-3">
              <CopyableId id={occurrenceId} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const levelTones: Readonly<Record<Trace['logs'][number]['level'], Tone>> = {
  trace: 'neutral',
  debug: 'neutral',
  info: 'info',
  warn: 'warn',
  error: 'bad',
  fatal: 'bad',
};

function Log({ trace: { logs } }: { trace: Trace }) {
  return (
    <Panel title="Log" note={logs.length === 0 ? undefined : quantity(logs.length, 'line')}>
      {logs.length === 0 ? (
        <Nothing>No line of the log belongs to it.</Nothing>
      ) : (
        <ol className="-mx-4 -mb-4 divide-y divide-line border-t border-line">
          {logs.map(({ atMs, level, message, fields }, at) => (
            <li key={`${at} ${message}`} className="grid gap-1.5 px-4 py-3">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
                <Badge tone={levelTones[level]}>{level}</Badge>
                <span className="min-w-0 font-medium break-words">{message}</span>
                <span className="ml-auto text-xs text-ink-3 tabular-nums">
                  after {spanText(Math.max(0, atMs))}
                </span>
              </p>
              <FieldList fields={fields} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
