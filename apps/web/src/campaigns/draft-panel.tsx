'use client';

import { lazy, Suspense, useState } from 'react';

import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { DraftFormProps } from './draft-form.tsx';

const DraftForm = lazy(() => import('./draft-form.tsx'));

/** Offers to have an AI write a draft; the form for it is loaded when it is wanted. */
export function DraftPanel(props: DraftFormProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section aria-labelledby="draft-title" className="card overflow-hidden">
      <header className="flex items-center gap-2 px-4 pt-3.5">
        <Icon name="sparkle" className="size-4 text-accent-ink" />
        <h2 id="draft-title" className="font-semibold">
          Draft with AI
        </h2>
      </header>
      {isOpen ? (
        <Suspense fallback={null}>
          <DraftForm {...props} />
        </Suspense>
      ) : (
        <div className="px-4 pt-1 pb-4">
          <p className="text-sm text-pretty text-ink-3">
            Say what the message is about and watch a first draft being written. You choose what to
            keep.
          </p>
          <Button icon="sparkle" className="mt-3" onClick={() => setOpen(true)}>
            Start a draft
          </Button>
        </div>
      )}
    </section>
  );
}
