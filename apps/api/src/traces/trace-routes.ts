import type { Decision } from '@unite/tracing';

import type { Api } from '../api-instance.ts';
import type { Clock } from '../clock.ts';
import { problems } from '../problems.ts';
import type { LatestTraces } from './latest-traces.ts';
import { traceParamsSchema, traceSchema, tracesSchema } from './trace-schemas.ts';
import { isListed, summaryOf, traceOf, visibleTo } from './trace-view.ts';

/** What the routes of traces show. */
export interface TraceRoutesOptions {
  readonly latest: LatestTraces;
  /** What became of a trace. */
  readonly explain: (traceId: string) => Decision | undefined;
  readonly clock: Clock;
}

/** Traces of a list. */
const maxListed = 200;

/** Registers `/operations/traces` and what is below it. */
export function traceRoutes(api: Api, { latest, explain, clock }: TraceRoutesOptions): void {
  api.get(
    '/operations/traces',
    {
      schema: {
        operationId: 'listTraces',
        summary: 'List the latest traces of this workspace, and why each is kept',
        description:
          'Of the one process that answers, which holds a few hundred in memory; the collector has the others.',
        tags: ['operations'],
        response: { 200: tracesSchema },
      },
    },
    async ({ workspaceId }) => {
      const traces = latest
        .all()
        .map((trace) => visibleTo(workspaceId, trace))
        .filter(isListed)
        .flatMap((trace) => summaryOf(trace, explain) ?? [])
        .toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
        .slice(0, maxListed);
      return { observedAt: new Date(clock.now()).toISOString(), traces };
    },
  );
  api.get(
    '/operations/traces/:traceId',
    {
      schema: {
        operationId: 'readTrace',
        summary: 'See a trace with its spans, log lines and errors',
        description: 'What this process has of it; requests of other workspaces are left out.',
        tags: ['operations'],
        params: traceParamsSchema,
        problems: ['validation', 'not-found'],
        response: { 200: traceSchema },
      },
    },
    async ({ workspaceId, params }) => {
      const found = latest.find(params.traceId);
      const trace = found && traceOf(visibleTo(workspaceId, found), explain);
      if (trace === undefined) throw problems.notFound();
      return trace;
    },
  );
}
