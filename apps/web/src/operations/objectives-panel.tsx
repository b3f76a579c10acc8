import { Badge, type Tone } from '../ui/badge.tsx';
import { countText } from '../ui/count-text.ts';
import { DataTable } from './data-table.tsx';
import { Nothing, Panel } from './panel.tsx';
import { StackedBar } from './stacked-bar.tsx';
import { percentText, type Objective, type Telemetry } from './telemetry.ts';

/** What is promised, what is left of it, and how fast it is used up. */
export function ObjectivesPanel({ telemetry }: { telemetry: Telemetry }) {
  const { objectives } = telemetry;
  return (
    <Panel
      title="Objectives"
      note="by what this process has answered; at burn rate 1 the budget lasts exactly as long as promised"
      table={
        objectives.length === 0 ? undefined : (
          <DataTable
            label="Objectives and burn rates"
            rows={measures(objectives)}
            rowKey={({ name }) => name}
            columns={[
              { name: 'Measure', cell: ({ name }) => name },
              ...objectives.map((objective) => ({
                name: objective.name,
                isFigure: true,
                cell: ({ text }: Measure) => text(objective),
              })),
            ]}
          />
        )
      }
    >
      {objectives.length === 0 ? (
        <Nothing>No objective is declared.</Nothing>
      ) : (
        objectives.map((objective) => <ObjectiveView key={objective.name} objective={objective} />)
      )}
    </Panel>
  );
}

/** One line of the table: each objective is a column, because windows are many and promises few. */
interface Measure {
  readonly name: string;
  readonly text: (objective: Objective) => string;
}

function measures(objectives: readonly Objective[]): readonly Measure[] {
  const windows = new Set(objectives.flatMap(({ burnRates }) => burnRates.map((it) => it.window)));
  return [
    { name: 'Goal', text: ({ objective }) => percentText(objective) },
    { name: 'Over', text: ({ windowDays }) => `${windowDays} days` },
    { name: 'Good', text: ({ good }) => countText(good) },
    { name: 'Of', text: ({ total }) => countText(total) },
    { name: 'Budget left', text: ({ budgetLeft }) => percentText(budgetLeft) },
    ...[...windows].map((window) => ({
      name: `Burn rate ${window}`,
      text: ({ burnRates }: Objective) =>
        burnText(burnRates.find((it) => it.window === window)?.rate ?? 0),
    })),
  ];
}

const alerts = {
  none: { tone: 'ok', text: 'Kept' },
  ticket: { tone: 'warn', text: 'Burning' },
  page: { tone: 'bad', text: 'Burning fast' },
} as const satisfies Record<Objective['alert'], { tone: Tone; text: string }>;

function ObjectiveView({ objective }: { objective: Objective }) {
  const { name, description, total, budgetLeft, alert, windowDays } = objective;
  const left = Math.min(1, Math.max(0, budgetLeft));
  const state =
    total === 0
      ? { tone: 'neutral' as const, text: 'No traffic' }
      : alert === 'none' && budgetLeft < 0
        ? { tone: 'bad' as const, text: 'Overdrawn' }
        : alerts[alert];
  const fill = left > 0.5 ? 'fill-ok' : left > 0.1 ? 'fill-warn' : 'fill-bad';
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h4 className="min-w-0 flex-1 basis-40 text-sm font-medium">{description}</h4>
        <Badge tone={state.tone}>{state.text}</Badge>
      </div>
      <p className="mt-1 flex justify-between gap-3 text-xs text-ink-3 tabular-nums">
        <span>
          {total === 0
            ? `of the requests of ${windowDays} days`
            : `${countText(total - objective.good)} of ${countText(total)} missed`}
        </span>
        <span className="text-right">
          {budgetLeft < 0
            ? `budget overdrawn by ${percentText(-budgetLeft)}`
            : `${percentText(budgetLeft)} of the budget left`}
        </span>
      </p>
      <div className="mt-1">
        <StackedBar
          parts={[{ name: 'left', value: left, fill }]}
          top={1}
          label={`${name}: ${percentText(left)} of the error budget is left`}
        />
      </div>
      <BurnRates objective={objective} />
    </div>
  );
}

/** Burns this fast page a person within the hour (SRE Workbook, chapter 5), so the columns end here. */
const fastestBurn = 14.4;

/** How high a burn rate stands, 0 to 1; the root gives the small ones room. */
const burnHeight = (rate: number): number => Math.sqrt(Math.min(1, rate / fastestBurn));

/** One column for each window; the dashed line is the rate that uses the budget up in time. */
function BurnRates({ objective: { name, burnRates } }: { objective: Objective }) {
  const height = 24;
  const limit = height - burnHeight(1) * height;
  return (
    <ul
      className="mt-2 grid grid-cols-7 gap-1 text-center text-2xs tabular-nums"
      aria-label={`Burn rates of ${name}`}
    >
      {burnRates.map(({ window, rate }) => {
        const tall = Math.max(1, burnHeight(rate) * height);
        return (
          <li key={window} className="min-w-0">
            <svg
              viewBox={`0 0 40 ${height}`}
              preserveAspectRatio="none"
              className="h-8 w-full"
              aria-hidden="true"
            >
              <path
                d={`M0 ${Math.round(limit * 10) / 10}H40`}
                className="stroke-line-strong"
                strokeWidth="1"
                strokeDasharray="3 3"
                vectorEffect="non-scaling-stroke"
              />
              <rect
                x="10"
                width="20"
                y={Math.round((height - tall) * 10) / 10}
                height={Math.round(tall * 10) / 10}
                className={rate > 6 ? 'fill-bad' : rate > 1 ? 'fill-warn' : 'fill-ok'}
              />
            </svg>
            <span className="mt-0.5 block font-medium text-ink-2">{burnText(rate)}</span>
            <span className="block text-ink-3">{window}</span>
          </li>
        );
      })}
    </ul>
  );
}

function burnText(rate: number): string {
  return `${rate >= 100 ? Math.round(rate) : Number(rate.toFixed(rate >= 10 ? 0 : 1))}×`;
}
