'use client';

import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

function Art() {
  return (
    <svg width="112" height="84" viewBox="0 0 112 84" fill="none" aria-hidden="true">
      <rect x="14" y="10" width="64" height="14" rx="7" className="fill-press" />
      <rect x="14" y="34" width="48" height="14" rx="7" className="fill-press" />
      <rect x="14" y="58" width="56" height="14" rx="7" className="fill-press" />
      <circle cx="74" cy="42" r="22" className="fill-surface stroke-line-strong" strokeWidth="2" />
      <path d="m90 58 14 14" className="stroke-line-strong" strokeWidth="6" strokeLinecap="round" />
      <path
        d="M67 35l14 14M81 35 67 49"
        className="stroke-ink-3"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** What the list shows when no contact matches. */
export default function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      art={<Art />}
      title="No contact matches"
      actions={
        <Button icon="close" onClick={onClear}>
          Clear search and filter
        </Button>
      }
    >
      Search looks at name, e-mail, company and phone.
    </EmptyState>
  );
}
