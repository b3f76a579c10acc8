import Link from 'next/link';

import { agoText } from '../operations/telemetry.ts';
import { Badge } from '../ui/badge.tsx';
import { fateOf, spanText, statusTone, type TraceSummary, type Traces } from './trace.ts';
import { tracesPath } from './traces-path.ts';

/** The latest traces, newest first, each with why it is kept. */
export function TraceList({ workspaceId, found }: { workspaceId: string; found: Traces }) {
  const { traces } = found;
  if (traces.length === 0) {
    return (
      <p className="card p-4 text-sm text-pretty text-ink-3">
        Nothing of this workspace was traced yet. The next request shows up here.
      </p>
    );
  }
  const slowestMs = Math.max(...traces.map(({ durationMs }) => durationMs));
  return (
    <section aria-label="Latest traces" className="card overflow-hidden">
      {/* Focusable, so that the keyboard can scroll it on a narrow screen. */}
      <div role="region" aria-label="Traces" tabIndex={0} className="overflow-x-auto">
        <table className="w-full text-left text-sm">
          <thead className="bg-sunken text-xs text-ink-3">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                Request
              </th>
              {['Status', 'Kept', 'Takes', 'Started'].map((name) => (
                <th key={name} scope="col" className="px-4 py-2 font-medium max-md:hidden">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {traces.map((trace) => (
              <Row
                key={trace.traceId}
                trace={trace}
                href={tracesPath(workspaceId, trace.traceId)}
                slowestMs={slowestMs}
                found={found}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row(props: {
  trace: TraceSummary;
  href: string;
  slowestMs: number;
  found: Pick<Traces, 'observedAt'>;
}) {
  const { trace, href, slowestMs, found } = props;
  const { name, status, requests, durationMs, startedAt } = trace;
  const fate = fateOf(trace);
  const width = slowestMs > 0 ? Math.max(1, Math.round((durationMs / slowestMs) * 100)) : 1;
  const state = status === null ? null : <Badge tone={statusTone(status)}>{status}</Badge>;
  const kept = <Badge tone={fate.tone}>{fate.text}</Badge>;
  const started = agoText(startedAt, found);
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className="px-4 py-2 font-medium">
        <Link href={href} prefetch={false} className="break-words text-accent-ink">
          {name}
        </Link>
        {requests > 1 ? <span className="text-xs text-ink-3"> and {requests - 1} more</span> : null}
        {/* A narrow screen has no room for columns. */}
        <span className="mt-1 flex flex-wrap items-center gap-2 text-xs font-normal text-ink-3 tabular-nums md:hidden">
          {state}
          {kept}
          {spanText(durationMs)}, {started}
        </span>
      </th>
      <td className="px-4 py-2 max-md:hidden">{state ?? '–'}</td>
      <td className="px-4 py-2 max-md:hidden">{kept}</td>
      <td className="w-40 px-4 py-2 whitespace-nowrap text-ink-2 tabular-nums max-md:hidden">
        {spanText(durationMs)}
        <svg
          viewBox="0 0 100 1"
          preserveAspectRatio="none"
          className="mt-1 block h-1.5 w-32 overflow-hidden rounded-full bg-press"
          aria-hidden="true"
        >
          <rect
            width={width}
            height="1"
            className={trace.failed ? 'fill-bad' : 'fill-accent-ink'}
          />
        </svg>
      </td>
      <td className="px-4 py-2 whitespace-nowrap text-ink-3 tabular-nums max-md:hidden">
        {started}
      </td>
    </tr>
  );
}
