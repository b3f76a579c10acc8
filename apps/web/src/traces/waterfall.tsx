import { Legend } from '../operations/stacked-bar.tsx';
import { Badge } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { FieldList } from './field-list.tsx';
import { traceScale, type TraceScale } from './span-bar.ts';
import { spanText, subjectOf, type Span, type SpanSubject, type Trace } from './trace.ts';
import styles from './waterfall.module.css';

const looks: Readonly<Record<SpanSubject, { readonly name: string; readonly fill: string }>> = {
  request: { name: 'Request', fill: 'fill-accent-ink' },
  database: { name: 'PostgreSQL', fill: 'fill-info' },
  redis: { name: 'Redis', fill: 'fill-plum' },
  ai: { name: 'AI', fill: 'fill-teal' },
  call: { name: 'Outgoing call', fill: 'fill-warn' },
  work: { name: 'Other work', fill: 'fill-field' },
};
const failed = { name: 'Failed', fill: 'fill-bad' };

/** Steps to the right that are drawn; what lies deeper stands below them. */
const deepest = 8;

/** The steps of a trace over its time; each opens to what is known of it. */
export function Waterfall({ trace }: { trace: Trace }) {
  const { spans } = trace;
  const scale = traceScale(spans);
  const subjects = new Set(spans.map(subjectOf));
  const legend = Object.entries(looks).filter(([subject]) => subjects.has(subject as SpanSubject)); // its keys
  return (
    <>
      <Legend
        parts={[
          ...legend.map(([, look]) => look),
          ...(spans.some((it) => it.failed) ? [failed] : []),
        ]}
      />
      <div className="-mx-4 -mb-4 border-t border-line">
        <div
          className={classNames(styles['row'], 'px-4 pt-2 text-xs text-ink-3 tabular-nums')}
          aria-hidden="true"
        >
          <span />
          <p className="flex justify-between">
            <span>0</span>
            <span>{spanText(scale.shownMs)}</span>
          </p>
        </div>
        <ol className="divide-y divide-line">
          {spans.map((span) => (
            <li key={span.spanId}>
              {scale.pauseBefore(span) > 0 && span.depth === 0 ? (
                <p className="border-b border-line bg-sunken px-4 py-1 text-xs text-ink-3">
                  {spanText(scale.pauseBefore(span))} later
                </p>
              ) : null}
              <Step span={span} scale={scale} />
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}

function Step({ span, scale }: { span: Span; scale: TraceScale }) {
  const { name, depth, startMs, durationMs, attributes, events } = span;
  const { x, width } = scale.bar(span);
  const fill = span.failed ? failed.fill : looks[subjectOf(span)].fill;
  return (
    <details>
      <summary className={classNames(styles['row'], 'px-4 py-2 hover:bg-hover')}>
        <span className="flex min-w-0 items-center gap-1.5 text-sm">
          <Icon name="chevron" className="size-3 shrink-0 -rotate-90 text-ink-3" />
          {depth === 0 ? null : (
            <svg width={Math.min(depth, deepest) * 12} height="1" className="shrink-0" />
          )}
          <span className="min-w-0 truncate font-medium">{name}</span>
          {span.failed ? <Badge tone="bad">Failed</Badge> : null}
          <span className="ml-auto shrink-0 text-xs text-ink-3 tabular-nums">
            {spanText(durationMs)}
            <span className="sr-only">
              , after {spanText(startMs)}, step {depth + 1} deep
            </span>
          </span>
        </span>
        <svg
          viewBox="0 0 100 1"
          preserveAspectRatio="none"
          className="h-2.5 w-full self-center overflow-hidden rounded-sm bg-press"
          aria-hidden="true"
        >
          <rect x={x} width={width} height="1" className={fill} />
        </svg>
      </summary>
      <div className="grid gap-3 bg-sunken px-4 py-3 text-xs">
        <FieldList
          fields={[
            { name: 'starts after', value: spanText(startMs) },
            { name: 'takes', value: spanText(durationMs) },
            { name: 'kind', value: span.kind },
            ...attributes,
            { name: 'span', value: span.spanId },
          ]}
        />
        {events.map((event) => (
          <div key={`${event.name} ${event.atMs}`}>
            <p className="font-medium">
              {event.name} <span className="text-ink-3">after {spanText(event.atMs)}</span>
            </p>
            <FieldList fields={event.attributes} />
          </div>
        ))}
      </div>
    </details>
  );
}
