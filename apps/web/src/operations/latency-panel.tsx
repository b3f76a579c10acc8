import { countText } from '../ui/count-text.ts';
import { DataTable } from './data-table.tsx';
import { latencyScale, type LatencyScale } from './latency-scale.ts';
import { latencyText } from './latency-text.ts';
import { Nothing, Panel } from './panel.tsx';
import { Legend } from './stacked-bar.tsx';
import { agoText, type Telemetry } from './telemetry.ts';

type Route = Telemetry['requests']['routes'][number];

/** Charts show the busiest, the table all. */
const mostRoutes = 6;

const marks = [
  {
    name: 'p50',
    fill: 'fill-accent-ink',
    stroke: 'stroke-accent-ink',
    of: (it: Route) => it.p50Ms,
  },
  { name: 'p95', fill: 'fill-teal', stroke: 'stroke-teal', of: (it: Route) => it.p95Ms },
  { name: 'p99', fill: 'fill-plum', stroke: 'stroke-plum', of: (it: Route) => it.p99Ms },
] as const;

/** How long answers take, by route. */
export function LatencyPanel({ telemetry }: { telemetry: Telemetry }) {
  const { routes, since } = telemetry.requests;
  const shown = routes.slice(0, mostRoutes);
  const scale = latencyScale(shown.flatMap((route) => marks.map(({ of }) => of(route))));
  const more = routes.length - shown.length;
  return (
    <Panel
      title="Latency by route"
      note={`counted since ${agoText(since, telemetry)}${more > 0 ? `; the busiest ${mostRoutes} of ${routes.length} routes` : ''}`}
      table={
        routes.length === 0 ? undefined : (
          <DataTable
            label="Latency percentiles by route"
            rows={routes}
            rowKey={({ route }) => route}
            columns={[
              {
                name: 'Route',
                cell: ({ route }) => <span className="font-mono text-xs">{route}</span>,
              },
              { name: 'Requests', isFigure: true, cell: (route) => countText(route.requests) },
              { name: 'Errors', isFigure: true, cell: (route) => countText(route.errors) },
              ...marks.map(({ name, of }) => ({
                name,
                isFigure: true,
                cell: (route: Route) => latencyText(of(route)),
              })),
            ]}
          />
        )
      }
    >
      {routes.length === 0 ? (
        <Nothing>No route has answered yet.</Nothing>
      ) : (
        <>
          <Legend parts={marks} />
          <ul className="grid gap-3">
            {shown.map((route) => (
              <li key={route.route}>
                <RouteRange route={route} scale={scale} />
              </li>
            ))}
          </ul>
          <p className="mt-auto flex justify-between text-xs text-ink-3" aria-hidden="true">
            {scale.marks.map((ms) => (
              <span key={ms}>{markText(ms)}</span>
            ))}
          </p>
        </>
      )}
    </Panel>
  );
}

/** A line from the median to the slowest of a hundred, on the common scale. */
function RouteRange({ route, scale }: { route: Route; scale: LatencyScale }) {
  const figures = marks.map(({ name, of }) => `${name} ${latencyText(of(route))}`).join(', ');
  return (
    <>
      <p className="flex flex-wrap justify-between gap-x-3 text-xs">
        <span className="min-w-0 truncate font-mono text-ink-2">{route.route}</span>
        <span className="text-ink-3 tabular-nums">
          {marks.map(({ of }) => latencyText(of(route))).join(' · ')}
        </span>
      </p>
      <svg
        viewBox="-1 0 102 12"
        preserveAspectRatio="none"
        className="mt-0.5 h-3 w-full"
        role="img"
        aria-label={`${route.route}: ${figures}`}
      >
        <path
          d={scale.marks.map((ms) => `M${scale.position(ms)} 0V12`).join('')}
          className="stroke-line"
          strokeWidth="1"
          vectorEffect="non-scaling-stroke"
        />
        <path
          d={`M${scale.position(route.p50Ms)} 6H${scale.position(route.p99Ms)}`}
          className="stroke-line-strong"
          strokeWidth="3"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
        {marks.toReversed().map(({ name, stroke, of }) => (
          // A line of no length with round caps is a dot that no scaling makes an ellipse.
          <path
            key={name}
            d={`M${scale.position(of(route))} 6h0`}
            className={stroke}
            strokeWidth="8"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
    </>
  );
}

function markText(ms: number): string {
  return ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`;
}
