'use client';

import type { ReactNode } from 'react';

import { openOverlay, type Overlay } from './overlay-requests.ts';

/** A button that opens an overlay. */
export function OverlayButton(props: {
  overlay: Overlay;
  className: string;
  label?: string;
  children: ReactNode;
}) {
  const { overlay, className, label, children } = props;
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-haspopup="dialog"
      onClick={() => openOverlay(overlay)}
    >
      {children}
    </button>
  );
}
