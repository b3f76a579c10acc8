import { classNames } from '../ui/class-names.ts';
import { columnsPath } from './columns-path.ts';
import { minutesShown } from './last-hour.ts';

const box = { width: minutesShown * 5, height: 40 };

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

/** Columns over the last hour, with its ends written below. */
export function Columns({ values, bad, label, height }: ColumnsProps) {
  const top = Math.max(...values);
  return (
    <div>
      <svg
        viewBox={`0 0 ${box.width} ${box.height + 1}`}
        preserveAspectRatio="none"
        className={classNames('w-full', height)}
        role="img"
        aria-label={label}
      >
        <path d={columnsPath(values, box, top)} className="fill-accent-ink" opacity="0.75" />
        {bad ? <path d={columnsPath(bad, box, top)} className="fill-bad" /> : null}
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
