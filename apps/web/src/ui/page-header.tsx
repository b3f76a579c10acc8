import type { ReactNode } from 'react';

/** The bar over a page: its title, a quiet word beside it, its actions at the end. */
export function PageHeader(props: { title: string; note?: ReactNode; actions?: ReactNode }) {
  const { title, note, actions } = props;
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-(--page-x) py-2.5">
      <h1 className="text-lg font-semibold">{title}</h1>
      {note ? <div className="text-sm text-ink-3 tabular-nums">{note}</div> : null}
      {actions ? <div className="ml-auto flex items-center gap-2">{actions}</div> : null}
    </header>
  );
}
