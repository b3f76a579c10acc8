import { classNames } from '../ui/class-names.ts';
import { countText } from '../ui/count-text.ts';

/** What became of the rows. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

const kinds = [
  { key: 'created', label: 'Created', dot: 'bg-ok', fill: 'fill-ok' },
  { key: 'updated', label: 'Updated', dot: 'bg-info', fill: 'fill-info' },
  { key: 'unchanged', label: 'Unchanged', dot: 'bg-field', fill: 'fill-field' },
  { key: 'refused', label: 'Refused', dot: 'bg-bad', fill: 'fill-bad' },
] as const;

/** Four numbers over a bar that shows their shares. */
export function Counts({ counts }: { counts: ImportCounts }) {
  const total = kinds.reduce((sum, { key }) => sum + counts[key], 0) || 1;
  const widths = kinds.map(({ key }) => (counts[key] / total) * 100);
  return (
    <div className="card overflow-hidden">
      <dl className="grid grid-cols-2 sm:grid-cols-4">
        {kinds.map(({ key, label, dot }) => (
          <div key={key} className="px-4 py-3.5">
            <dt className="flex items-center gap-1.5 text-xs text-ink-3">
              <span className={classNames('size-2 rounded-full', dot)} aria-hidden="true" />
              {label}
            </dt>
            <dd className="mt-0.5 text-2xl font-semibold tracking-tight tabular-nums">
              {countText(counts[key])}
            </dd>
          </div>
        ))}
      </dl>
      <svg
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        className="block h-1.5 w-full bg-press"
        aria-hidden="true"
      >
        {kinds.map(({ key, fill }, at) => (
          <rect
            key={key}
            x={widths.slice(0, at).reduce((sum, width) => sum + width, 0)}
            width={widths[at]}
            height="1"
            className={fill}
          />
        ))}
      </svg>
    </div>
  );
}
