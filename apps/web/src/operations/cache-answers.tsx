import { countText } from '../ui/count-text.ts';
import { quantity } from '../ui/quantity.ts';
import { hitRate, layers, readsIn, sumOf, type Cache, type Reads } from './cache.ts';
import { DataTable } from './data-table.tsx';
import { lastHour } from './last-hour.ts';
import { LayerColumns } from './layer-columns.tsx';
import { PlainPanel } from './plain-panel.tsx';
import { Legend } from './stacked-bar.tsx';
import { minuteText, percentText } from './telemetry.ts';

/** Which layer answers, over the last hour. */
export function CacheAnswers({ cache }: { cache: Cache }) {
  const { minutes, observedAt } = cache;
  const of = (name: keyof Reads) => lastHour(minutes, observedAt, (minute) => minute[name]);
  const [memory, shared, loader, stale] = [of('memory'), of('shared'), of('loader'), of('stale')];
  const shown = memory.map((count, at) => ({
    memory: count,
    shared: shared[at] ?? 0,
    loader: loader[at] ?? 0,
    stale: stale[at] ?? 0,
  }));
  const hour = sumOf(shown);
  const all = readsIn(hour);
  const parts = layers.map(({ layer, name, fill }) => ({
    ...{ name, fill },
    share: all === 0 ? 0 : hour[layer] / all,
  }));
  const asked = minutes.filter((minute) => readsIn(minute) > 0);
  return (
    <PlainPanel
      id="cache-answers"
      title="Answered by"
      note={`each minute of the last hour; ${quantity(all, 'read')}`}
      table={
        asked.length === 0 ? undefined : (
          <DataTable
            label="Reads by minute and layer"
            rows={asked.toReversed()}
            rowKey={({ startsAt }) => startsAt}
            columns={[
              { name: 'Minute, UTC', cell: ({ startsAt }) => minuteText(startsAt) },
              { name: 'Hits', isFigure: true, cell: rateText },
              { name: 'Memory', isFigure: true, cell: (minute) => countText(minute.memory) },
              { name: 'Redis', isFigure: true, cell: (minute) => countText(minute.shared) },
              { name: 'Database', isFigure: true, cell: (minute) => countText(minute.loader) },
              { name: 'Stale', isFigure: true, cell: (minute) => countText(minute.stale) },
            ]}
          />
        )
      }
    >
      {all === 0 ? (
        <p className="py-4 text-sm text-pretty text-ink-3">
          Nothing was read in the last hour. The next list of contacts shows up here.
        </p>
      ) : (
        <>
          <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            <Figure name="Hits" value={rateText(hour)} />
            {parts.map(({ name, share }) => (
              <Figure key={name} name={name} value={percentText(share)} />
            ))}
          </dl>
          <div className="mt-auto grid gap-2.5">
            <LayerColumns
              minutes={shown}
              label={`${quantity(all, 'read')} in the last hour: ${parts
                .map(({ name, share }) => `${percentText(share)} ${name}`)
                .join(', ')}`}
            />
            <Legend parts={parts} />
          </div>
        </>
      )}
    </PlainPanel>
  );
}

/** The hit rate as people read it. */
export function rateText(reads: Reads): string {
  const rate = hitRate(reads);
  return rate === undefined ? '–' : percentText(rate);
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="text-xl font-semibold tracking-tight tabular-nums">{value}</dd>
    </div>
  );
}
