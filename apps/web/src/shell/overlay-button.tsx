'use client';

import type { ReactNode } from 'react';

import { openOverlay, type Overlay } from './overlay-requests.ts';

/** A button that opens an overlay. */
export function OverlayButton(props: { overlay: Overlay; className: string; children: ReactNode }) {
  const { overlay, className, children } = props;
  return (
    <button
      type="button"
      className={className}
      aria-haspopup="dialog"
      onClick={() => openOverlay(overlay)}
    >
      {children}
    </button>
  );
}
