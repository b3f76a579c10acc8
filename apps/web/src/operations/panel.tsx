'use client';

import { useId, useState, type ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';

/** The options of {@link Panel}. */
export interface PanelProps {
  readonly title: string;
  /** A quiet word below the title. */
  readonly note?: ReactNode;
  /** The same as the chart, in figures; a button changes between them. Without one there is no button. */
  readonly table?: ReactNode;
  readonly className?: string;
  /** The chart, or whatever else the panel shows. */
  readonly children: ReactNode;
}

/** One card of the telemetry: a title, a chart, and a table that tells the same. */
export function Panel({ title, note, table, className, children }: PanelProps) {
  const titleId = useId();
  const [wantsTable, setWantsTable] = useState(false);
  const isTable = wantsTable && table !== undefined;
  return (
    <section
      aria-labelledby={titleId}
      className={classNames('card flex min-w-0 flex-col overflow-hidden', className)}
    >
      <header className="flex items-start gap-3 px-4 pt-3.5 pb-3">
        <div className="min-w-0 flex-1">
          <h3 id={titleId} className="font-semibold">
            {title}
          </h3>
          {note ? <p className="text-xs text-ink-3 tabular-nums">{note}</p> : null}
        </div>
        {table === undefined ? null : (
          <Button size="sm" onClick={() => setWantsTable(!wantsTable)}>
            {isTable ? 'Chart' : 'Table'}
            <span className="sr-only"> of {title}</span>
          </Button>
        )}
      </header>
      {isTable ? table : <div className="flex flex-1 flex-col gap-4 px-4 pb-4">{children}</div>}
    </section>
  );
}

/** Why there is nothing to see yet. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="py-4 text-sm text-pretty text-ink-3">{children}</p>;
}
