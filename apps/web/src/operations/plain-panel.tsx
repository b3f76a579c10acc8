import type { ReactNode } from 'react';

import { classNames } from '../ui/class-names.ts';

/** The options of {@link PlainPanel}. */
export interface PlainPanelProps {
  /** Unique on its page: what links lead to, and what names the panel. */
  readonly id: string;
  readonly title: string;
  /** A quiet word below the title. */
  readonly note?: ReactNode;
  readonly className?: string;
  /** The same as the chart, in figures, behind a disclosure. */
  readonly table?: ReactNode;
  readonly children: ReactNode;
}

/** One card of what only the server renders: a title, a chart, and a table that tells the same, without a script. */
export function PlainPanel({ id, title, note, className, table, children }: PlainPanelProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className={classNames('card flex min-w-0 flex-col overflow-hidden', className)}
    >
      <header className="px-4 pt-3.5 pb-3">
        <h3 id={`${id}-title`} className="font-semibold">
          {title}
        </h3>
        {note ? <p className="text-xs text-ink-3 tabular-nums">{note}</p> : null}
      </header>
      <div className="flex flex-1 flex-col gap-4 px-4 pb-4">{children}</div>
      {table === undefined ? null : (
        <details className="border-t border-line">
          <summary className="px-4 py-2 text-sm text-ink-2">
            Table<span className="sr-only"> of {title}</span>
          </summary>
          {table}
        </details>
      )}
    </section>
  );
}
