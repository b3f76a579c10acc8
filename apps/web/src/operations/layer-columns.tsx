import { layers, readsIn, type Reads } from './cache.ts';
import { columnsPath } from './columns-path.ts';
import { minutesShown } from './last-hour.ts';

const box = { width: minutesShown * 5, height: 40 };

/** The options of {@link LayerColumns}. */
export interface LayerColumnsProps {
  /** One for each minute, oldest first. */
  readonly minutes: readonly Reads[];
  /** What the chart says, for who does not see it. */
  readonly label: string;
}

/** The share of each layer in the reads of each minute: full columns, memory at the bottom. */
export function LayerColumns({ minutes, label }: LayerColumnsProps) {
  return (
    <div>
      <svg
        viewBox={`0 0 ${box.width} ${box.height + 1}`}
        preserveAspectRatio="none"
        className="h-36 w-full"
        role="img"
        aria-label={label}
      >
        {/* Each over those below it, so that what is painted last stands at the bottom. */}
        {layers.toReversed().map(({ layer, fill }) => (
          <path
            key={layer}
            d={columnsPath(
              minutes.map((reads) => upTo(layer, reads)),
              box,
              1,
            )}
            className={fill}
          />
        ))}
        <path
          d={`M0 ${box.height + 0.5}H${box.width}`}
          className="stroke-line-strong"
          strokeWidth="1"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="mt-1 flex justify-between text-xs text-ink-3" aria-hidden="true">
        <span>60 min ago</span>
        <span>now</span>
      </p>
    </div>
  );
}

/** The part of the reads that `layer` and faster ones have answered. */
function upTo(layer: (typeof layers)[number]['layer'], reads: Reads): number {
  const all = readsIn(reads);
  if (all === 0) return 0;
  const end = layers.findIndex((one) => one.layer === layer);
  const faster = layers.slice(0, end + 1).reduce((sum, one) => sum + reads[one.layer], 0);
  return faster / all;
}
