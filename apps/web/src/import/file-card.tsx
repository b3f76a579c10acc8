import type { ReactNode } from 'react';

import { Icon } from '../ui/icon.tsx';
import { bytesText } from '../ui/quantity.ts';

/** The chosen file by name and size, with what is known of it below. */
export function FileCard({ file, children }: { file: File; children?: ReactNode }) {
  return (
    <section className="card min-w-0 overflow-hidden" aria-label={file.name}>
      <header className="flex min-w-0 items-center gap-3 px-4 py-3">
        <span className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-ink">
          <Icon name="notes" />
        </span>
        <div className="min-w-0">
          <p className="truncate font-medium">{file.name}</p>
          <p className="text-xs text-ink-3 tabular-nums">{bytesText(file.size)}</p>
        </div>
      </header>
      {children ? <div className="border-t border-line">{children}</div> : null}
    </section>
  );
}
