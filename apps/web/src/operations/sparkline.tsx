import { sparklinePath } from './sparkline-path.ts';

const box = { width: 120, height: 26 };
/** As many as {@link import('./history.ts').remember} keeps. */
const slots = 60;

/** The recent course of a figure that is written beside it; decorative, so hidden from assistive technology. */
export function Sparkline({
  values,
  className = 'h-8 w-full',
}: {
  values: readonly (number | null)[];
  className?: string;
}) {
  const path = sparklinePath(values, box, slots);
  return (
    <svg
      viewBox={`-2 -2 ${box.width + 4} ${box.height + 4}`}
      preserveAspectRatio="none"
      className={className}
      aria-hidden="true"
    >
      <path
        d={`M0 ${box.height}H${box.width}`}
        className="stroke-line"
        strokeWidth="1"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={path}
        fill="none"
        className="stroke-accent-ink"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
