'use client';

import { useEffect, useId, useRef, type ReactNode } from 'react';

import { Button } from './button.tsx';

/** The options of {@link Dialog}. */
export interface DialogProps {
  readonly title: string;
  /** Called when the person closed it (Esc, the cross, or a form of `method="dialog"`): unmount it then. */
  readonly onClose: () => void;
  /** Default `md` (28 rem); `lg` is 40 rem. */
  readonly size?: 'md' | 'lg';
  readonly children: ReactNode;
}

/**
 * A modal dialog that is open while it is mounted. The platform traps the focus, closes on Esc and
 * gives the focus back to the opener.
 */
export function Dialog({ title, onClose, size = 'md', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // By itself the platform would pick the cross, because React leaves no `autofocus` in the markup.
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      data-size={size}
      aria-labelledby={titleId}
      // Closing by unmounting fires `close` too, after React let go of the listener.
      onClose={onClose}
    >
      <header className="flex items-center justify-between gap-4 px-5 pt-4 pb-1">
        <h2 id={titleId} className="text-lg font-semibold">
          {title}
        </h2>
        <Button
          variant="ghost"
          icon="close"
          iconOnly
          aria-label="Close"
          className="-mr-2"
          onClick={() => dialog.current?.close()}
        />
      </header>
      <div className="px-5 pt-2 pb-5">{children}</div>
    </dialog>
  );
}
