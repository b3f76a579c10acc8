import { layers, readsIn, type Reads } from './cache.ts';
import { columnsPath } from './columns-path.ts';
import { HourChart, hourBox } from './hour-chart.tsx';

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
    <HourChart label={label} height="h-36">
      {/* Each over those below it, so that what is painted last stands at the bottom. */}
      {layers.toReversed().map(({ layer, fill }) => (
        <path
          key={layer}
          d={columnsPath(
            minutes.map((reads) => upTo(layer, reads)),
            hourBox,
            1,
          )}
          className={fill}
        />
      ))}
    </HourChart>
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
