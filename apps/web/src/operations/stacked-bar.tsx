import { barSegments, type BarPart } from './bar-segments.ts';

/** The options of {@link StackedBar}. */
export interface StackedBarProps {
  readonly parts: readonly BarPart[];
  /** The sum that fills the whole width. */
  readonly top: number;
  /** What the bar says, for who does not see it. */
  readonly label: string;
}

/** Parts side by side on a quiet ground. */
export function StackedBar({ parts, top, label }: StackedBarProps) {
  return (
    <svg
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      className="h-2.5 w-full overflow-hidden rounded-full bg-press"
      role="img"
      aria-label={label}
    >
      {barSegments(parts, top).map(({ name, x, width, fill }) => (
        <rect key={name} x={x} width={width} height="1" className={fill} />
      ))}
    </svg>
  );
}

/** What the fills of bars mean. */
export function Legend({ parts }: { parts: readonly Pick<BarPart, 'name' | 'fill'>[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-3">
      {parts.map(({ name, fill }) => (
        <li key={name} className="flex items-center gap-1.5">
          <svg viewBox="0 0 8 8" className="size-2" aria-hidden="true">
            <rect width="8" height="8" rx="2" className={fill} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
