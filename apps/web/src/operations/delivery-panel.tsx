import { Badge, type Tone } from '../ui/badge.tsx';
import { countText } from '../ui/count-text.ts';
import { bytesText, quantity } from '../ui/quantity.ts';
import { DataTable } from './data-table.tsx';
import { deliveryAccount } from './delivery-account.ts';
import { Nothing, Panel } from './panel.tsx';
import { Legend, StackedBar } from './stacked-bar.tsx';
import type { Telemetry } from './telemetry.ts';

type Delivery = Telemetry['delivery'];
type ErrorDelivery = NonNullable<Delivery['errors']>;

/** Whether what is measured arrives. */
export function DeliveryPanel({ telemetry: { delivery } }: { telemetry: Telemetry }) {
  return (
    <Panel
      title="Delivery of telemetry"
      className="xl:col-span-2"
      note="what became of every error report, and what the metrics’ outputs have sent"
      table={
        <DataTable
          label="Account of telemetry"
          rows={deliveryAccount(delivery)}
          rowKey={({ of, what }) => `${of} ${what}`}
          columns={[
            { name: 'Of', cell: ({ of }) => of },
            { name: 'What', cell: ({ what }) => what },
            { name: 'Count', isFigure: true, cell: ({ count }) => countText(count) },
          ]}
        />
      }
    >
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 lg:grid-cols-2">
        <div className="min-w-0">
          <h4 className="text-sm font-medium">Error reports</h4>
          {delivery.errors === null ? (
            <Nothing>
              They are sent nowhere: this process was started without the address of a Sentry
              project. Errors are counted here and logged.
            </Nothing>
          ) : (
            <ErrorReports errors={delivery.errors} />
          )}
        </div>
        <div className="min-w-0">
          <h4 className="text-sm font-medium">Metrics</h4>
          <Metrics metrics={delivery.metrics} />
        </div>
      </div>
    </Panel>
  );
}

const endpoints = {
  closed: { tone: 'ok', text: 'Sentry answers' },
  open: { tone: 'warn', text: 'Waiting for Sentry' },
  probing: { tone: 'warn', text: 'Asking Sentry' },
} as const satisfies Record<ErrorDelivery['endpoint'], { tone: Tone; text: string }>;

const spools = {
  writable: { tone: 'ok', text: 'Kept on disk' },
  unavailable: { tone: 'bad', text: 'Disk unavailable' },
  off: { tone: 'neutral', text: 'Kept in memory' },
} as const satisfies Record<ErrorDelivery['spool'], { tone: Tone; text: string }>;

function ErrorReports({ errors }: { errors: ErrorDelivery }) {
  const { created, adopted, delivered, queued, spooled, dropped } = errors;
  const lost = dropped.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    { name: 'delivered', value: delivered, fill: 'fill-ok' },
    { name: 'on disk', value: spooled, fill: 'fill-info' },
    { name: 'in memory', value: queued, fill: 'fill-warn' },
    { name: 'dropped', value: lost, fill: 'fill-bad' },
  ];
  const all = created + adopted;
  const accounted = delivered + spooled + queued + lost;
  const text = parts.map(({ name, value }) => `${countText(value)} ${name}`);
  return (
    <div className="mt-2 grid gap-2.5">
      <div className="flex flex-wrap gap-2">
        <Badge tone={endpoints[errors.endpoint].tone}>{endpoints[errors.endpoint].text}</Badge>
        <Badge tone={spools[errors.spool].tone}>{spools[errors.spool].text}</Badge>
        {errors.lastFailure === null ? null : <Badge tone="bad">{errors.lastFailure}</Badge>}
      </div>
      <StackedBar
        parts={parts}
        top={Math.max(all, accounted)}
        label={`${quantity(all, 'error report')}: ${text.join(', ')}`}
      />
      <Legend
        parts={parts.map(({ name, value, fill }) => ({
          name: `${countText(value)} ${name}`,
          fill,
        }))}
      />
      <p className="text-xs text-ink-3 tabular-nums">
        {countText(created)} created
        {adopted === 0 ? '' : ` and ${countText(adopted)} taken over`}
        {all === accounted ? ', all accounted for.' : `, ${countText(accounted)} accounted for.`}
        {dropped.length === 0
          ? ''
          : ` Dropped: ${dropped.map(({ reason, count }) => `${countText(count)} ${reasonText(reason)}`).join(', ')}.`}
      </p>
    </div>
  );
}

const outputNames = {
  prometheus: 'Prometheus',
  dogstatsd: 'Datadog Agent',
  otlp: 'OpenTelemetry Collector',
} as const satisfies Record<Delivery['metrics']['outputs'][number]['output'], string>;

function Metrics({ metrics }: { metrics: Delivery['metrics'] }) {
  const { outputs, refusedMeasurements, alteredAttributes, offenders } = metrics;
  return (
    <dl className="mt-2 grid gap-1.5 text-sm">
      {outputs.map(({ output, exports, sentBytes, failed }) => {
        const failures = failed.reduce((sum, { count }) => sum + count, 0);
        return (
          <div key={output} className="flex flex-wrap justify-between gap-x-4">
            <dt className="text-ink-2">{outputNames[output]}</dt>
            <dd className="text-ink-3 tabular-nums">
              {exports === 0
                ? output === 'prometheus'
                  ? 'not scraped yet'
                  : 'nothing sent yet'
                : `${quantity(exports, output === 'prometheus' ? 'scrape' : 'export')}, ${bytesText(sentBytes)}`}
              {failures === 0 ? null : (
                <span className="text-bad">
                  , {countText(failures)} failed (
                  {failed.map(({ reason }) => reasonText(reason)).join(', ')})
                </span>
              )}
            </dd>
          </div>
        );
      })}
      <div className="flex flex-wrap justify-between gap-x-4">
        <dt className="text-ink-2">Refused measurements</dt>
        <dd className="text-ink-3 tabular-nums">{countText(refusedMeasurements)}</dd>
      </div>
      <div className="flex flex-wrap justify-between gap-x-4">
        <dt className="text-ink-2">Labels beyond their bound</dt>
        <dd className="text-ink-3 tabular-nums">
          {countText(alteredAttributes)}
          {offenders === 0 ? '' : `, by ${quantity(offenders, 'offender')}`}
        </dd>
      </div>
    </dl>
  );
}

function reasonText(reason: string): string {
  return reason.replaceAll('_', ' ');
}
