import { countText } from '../ui/count-text.ts';
import { bytesText, durationText, quantity } from '../ui/quantity.ts';
import { rateText } from './cache-answers.tsx';
import { readsIn, type Cache } from './cache.ts';
import { DataTable } from './data-table.tsx';
import { latencyText } from './latency-text.ts';
import { PlainPanel } from './plain-panel.tsx';
import { StackedBar } from './stacked-bar.tsx';

/** What memory holds, and how fresh it is kept. */
export function CacheMemory({ cache }: { cache: Cache }) {
  const { memory, namespaces } = cache;
  const used = `${bytesText(memory.bytes)} of ${bytesText(memory.maxBytes)}`;
  return (
    <PlainPanel
      id="cache-memory"
      title="Memory and staleness"
      note={`${quantity(memory.entries, 'value')} in memory, ${quantity(memory.evictions, 'eviction')}`}
      table={
        <DataTable
          label="The cache by namespace"
          rows={namespaces}
          rowKey={({ namespace }) => namespace}
          columns={[
            { name: 'Namespace', cell: ({ namespace }) => namespace },
            { name: 'Reads', isFigure: true, cell: (one) => countText(readsIn(one)) },
            { name: 'Hits', isFigure: true, cell: rateText },
            { name: 'Values', isFigure: true, cell: ({ entries }) => countText(entries) },
            { name: 'Size', isFigure: true, cell: ({ bytes }) => bytesText(bytes) },
            { name: 'Evictions', isFigure: true, cell: (one) => countText(one.evictions) },
            { name: 'Loads', isFigure: true, cell: ({ loads }) => countText(loads) },
            { name: 'Failed', isFigure: true, cell: (one) => countText(one.loadFailures) },
            {
              name: 'Mean load',
              isFigure: true,
              cell: ({ meanLoadMs }) => latencyText(meanLoadMs),
            },
            { name: 'Overtaken', isFigure: true, cell: (one) => countText(one.refusedFills) },
          ]}
        />
      }
    >
      <div className="grid gap-1.5">
        <StackedBar
          parts={[{ name: 'used', value: memory.bytes, fill: 'fill-accent-ink' }]}
          top={memory.maxBytes}
          label={`Memory: ${used}`}
        />
        <p className="text-xs text-ink-3 tabular-nums">{used}, estimated</p>
      </div>
      <Staleness staleness={cache.staleness} />
    </PlainPanel>
  );
}

/** How long what others changed took to be known here. */
function Staleness({ staleness }: { staleness: Cache['staleness'] }) {
  const { count, maxMs, buckets } = staleness;
  if (count === 0) {
    return (
      <p className="text-sm text-pretty text-ink-3">
        No other process has invalidated anything yet, so nothing was out of date here.
      </p>
    );
  }
  const known = buckets.filter((bucket) => bucket.count > 0);
  return (
    <div className="grid gap-2">
      <p className="text-sm text-pretty text-ink-2">
        {quantity(count, 'invalidation')} of other processes arrived here, the slowest after{' '}
        {latencyText(maxMs)}; none may take 5 s.
      </p>
      <dl className="grid gap-1.5 text-xs text-ink-3 tabular-nums">
        {known.map((bucket) => {
          const name = bucket.upToMs === null ? 'longer' : `within ${durationText(bucket.upToMs)}`;
          return (
            <div key={name} className="grid grid-cols-2 items-center gap-x-4">
              <dt className="flex justify-between gap-3">
                <span>{name}</span>
                <span>{countText(bucket.count)}</span>
              </dt>
              <dd>
                <StackedBar
                  parts={[
                    {
                      name,
                      value: bucket.count,
                      fill: bucket.upToMs === null ? 'fill-bad' : 'fill-accent-ink',
                    },
                  ]}
                  top={count}
                  label={`${countText(bucket.count)} ${name}`}
                />
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
