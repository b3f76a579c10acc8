import type { ReactNode } from 'react';

/** A calm page for when there is nothing to show: a drawing, a title, one sentence, what to do next. */
export function EmptyState(props: {
  art?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { art, title, children, actions } = props;
  return (
    // As wide as it may be from the first piece of it that arrives: in a grid it would grow with each, and move.
    <div className="mx-auto flex w-full max-w-md flex-col items-center px-6 py-12 text-center">
      {art ? <div className="mb-5 text-ink-3">{art}</div> : null}
      <h2 className="text-lg font-semibold text-ink">{title}</h2>
      {children ? <div className="mt-1.5 text-pretty text-ink-3">{children}</div> : null}
      {actions ? <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
