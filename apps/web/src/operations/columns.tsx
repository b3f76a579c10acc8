import { columnsPath } from './columns-path.ts';
import { HourChart, hourBox } from './hour-chart.tsx';

/** The options of {@link Columns}. */
export interface ColumnsProps {
  /** One value for each minute, oldest first. */
  readonly values: readonly number[];
  /** The part of each value that is bad; drawn over it. */
  readonly bad?: readonly number[];
  /** What the chart says, for who does not see it. */
  readonly label: string;
  /** Class of its height. */
  readonly height: string;
}

/** Columns over the last hour. */
export function Columns({ values, bad, label, height }: ColumnsProps) {
  const top = Math.max(...values);
  return (
    <HourChart label={label} height={height}>
      <path d={columnsPath(values, hourBox, top)} className="fill-accent-ink" opacity="0.75" />
      {bad ? <path d={columnsPath(bad, hourBox, top)} className="fill-bad" /> : null}
    </HourChart>
  );
}
