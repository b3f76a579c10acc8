import type { ReactNode } from 'react';

import { classNames } from '../ui/class-names.ts';
import { minutesShown } from './last-hour.ts';

/** Where a chart of the last hour is drawn, in units of its own. */
export const hourBox = { width: minutesShown * 5, height: 40 };

/** The options of {@link HourChart}. */
export interface HourChartProps {
  /** What the chart says, for who does not see it. */
  readonly label: string;
  /** Class of its height. */
  readonly height: string;
  /** What is drawn in {@link hourBox}. */
  readonly children: ReactNode;
}

/** A chart of the last hour on its axis, with its ends written below. */
export function HourChart({ label, height, children }: HourChartProps) {
  return (
    <div>
      <svg
        viewBox={`0 0 ${hourBox.width} ${hourBox.height + 1}`}
        preserveAspectRatio="none"
        className={classNames('w-full', height)}
        role="img"
        aria-label={label}
      >
        {children}
        <path
          d={`M0 ${hourBox.height + 0.5}H${hourBox.width}`}
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
