import { countText } from '../ui/count-text.ts';
import { bytesText } from '../ui/quantity.ts';
import { Columns } from './columns.tsx';
import { costBars, costKinds, costName, type CostBar, type CostKind } from './cost-bars.ts';
import { DataTable } from './data-table.tsx';
import { lastHour } from './last-hour.ts';
import { latencyText } from './latency-text.ts';
import { moneyText } from './money-text.ts';
import { Nothing, Panel } from './panel.tsx';
import { Legend, StackedBar } from './stacked-bar.tsx';
import { percentText, type CostRow, type Telemetry } from './telemetry.ts';

type Costs = NonNullable<Telemetry['costs']>;

const fills: Readonly<Record<CostKind['part'], string>> = {
  cpuNano: 'fill-accent-ink',
  databaseNano: 'fill-teal',
  redisNano: 'fill-warn',
  egressNano: 'fill-info',
  aiNano: 'fill-plum',
};

/** Charts show the dearest, the table all. */
const mostBars = 8;

/** What each endpoint has used in the last hour, in money. */
export function CostPanel({ telemetry }: { telemetry: Telemetry }) {
  const { costs } = telemetry;
  if (costs === null) {
    return (
      <Panel title="Cost by endpoint" className="xl:col-span-2">
        <Nothing>This process books no costs: it was started without a price book.</Nothing>
      </Panel>
    );
  }
  return (
    <Panel
      title="Cost by endpoint"
      className="xl:col-span-2"
      note={`at most the last hour, at the prices of ${costs.priceBooks.join(' and ')}; ${percentText(costs.explainedShare)} of the processor time has an owner`}
      table={costs.rows.length === 0 ? undefined : <CostTable costs={costs} />}
    >
      {costs.total.cost.totalNano === 0 ? (
        <Nothing>Nothing has cost anything yet.</Nothing>
      ) : (
        <CostChart costs={costs} observedAt={telemetry.observedAt} />
      )}
    </Panel>
  );
}

function CostChart({ costs, observedAt }: { costs: Costs; observedAt: string }) {
  const { rows, total, currency, minutes } = costs;
  const bars = costBars(rows, mostBars);
  const kinds = costKinds.filter(({ part }) => total.cost[part] > 0);
  const top = Math.max(...bars.map(({ cost }) => cost.totalNano));
  const sum = moneyText(total.cost.totalNano, currency);
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-4 lg:grid-cols-3">
      <div className="flex flex-col gap-3">
        <p>
          <span className="block text-2xl font-semibold tracking-tight tabular-nums">{sum}</span>
          <span className="text-xs text-ink-3">in all, by the minute</span>
        </p>
        <Columns
          height="h-24"
          values={lastHour(minutes, observedAt, ({ totalNano }) => totalNano)}
          label={`Cost of each minute of the last hour, ${sum} in all`}
        />
        <dl className="mt-1 grid gap-1 text-sm">
          {kinds.map(({ part, name }) => (
            <div key={part} className="flex justify-between gap-4">
              <dt className="text-ink-3">{name}</dt>
              <dd className="text-ink-2 tabular-nums">
                {percentText(total.cost[part] / total.cost.totalNano)}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="flex min-w-0 flex-col gap-3 lg:col-span-2">
        <Legend parts={kinds.map(({ part, name }) => ({ name, fill: fills[part] }))} />
        <ul className="grid grid-cols-1 gap-2.5">
          {bars.map((bar) => (
            <li key={bar.name}>
              <p className="flex justify-between gap-3 text-xs">
                <span className="min-w-0 truncate font-mono text-ink-2">{bar.name}</span>
                <span className="shrink-0 text-ink-3 tabular-nums">
                  {moneyText(bar.cost.totalNano, currency)}
                </span>
              </p>
              <div className="mt-1">
                <StackedBar
                  top={top}
                  parts={kinds.map(({ part, name }) => ({
                    name,
                    value: bar.cost[part],
                    fill: fills[part],
                  }))}
                  label={barLabel(bar, kinds, currency)}
                />
              </div>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function barLabel({ name, cost }: CostBar, kinds: readonly CostKind[], currency: string): string {
  const parts = kinds.filter(({ part }) => cost[part] > 0);
  return `${name}: ${parts.map((kind) => `${kind.name} ${moneyText(cost[kind.part], currency)}`).join(', ')}`;
}

function CostTable({ costs: { rows, total, currency } }: { costs: Costs }) {
  const money = ({ cost }: Pick<CostRow, 'cost'>) => moneyText(cost.totalNano, currency);
  const sum = { ...total, kind: 'endpoint' as const, endpoint: 'All', tier: '' };
  return (
    <DataTable
      label="Cost by endpoint and tier"
      rows={[...rows, sum]}
      rowKey={(row) => `${costName(row)} ${row.tier}`}
      columns={[
        {
          name: 'Endpoint',
          cell: (row) => <span className="font-mono text-xs">{costName(row)}</span>,
        },
        { name: 'Tier', cell: ({ tier }) => tier || '–' },
        { name: 'Requests', isFigure: true, cell: ({ requests }) => countText(requests) },
        { name: 'Processor', isFigure: true, cell: ({ cpuMs }) => latencyText(cpuMs) },
        { name: 'Database', isFigure: true, cell: ({ databaseMs }) => latencyText(databaseMs) },
        { name: 'Redis', isFigure: true, cell: (row) => countText(row.redisOperations) },
        { name: 'Traffic', isFigure: true, cell: ({ egressBytes }) => bytesText(egressBytes) },
        {
          name: 'AI tokens',
          isFigure: true,
          cell: (row) => countText(row.aiInputTokens + row.aiOutputTokens),
        },
        { name: 'Cost', isFigure: true, cell: money },
      ]}
    />
  );
}
