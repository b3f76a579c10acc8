'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { Icon } from './icon.tsx';
import { toasts, type ShownToast } from './toasts.ts';

/** How long a toast stays, in ms; long enough to reach its Undo. */
const stayMs = 8000;

const none: readonly ShownToast[] = [];

function ToastLine({ toast, paused }: { toast: ShownToast; paused: boolean }) {
  const { id, text, tone, action } = toast;
  useEffect(() => {
    if (paused) return;
    const timer = setTimeout(() => toasts.dismiss(id), stayMs);
    return () => clearTimeout(timer);
  }, [id, paused]);
  return (
    <li className="toast flex min-h-11 items-center gap-3 rounded-lg bg-toast py-1.5 pr-1.5 pl-3.5 text-sm text-toast-ink shadow-pop">
      {tone === 'bad' ? <Icon name="warning" className="size-4 shrink-0" /> : null}
      <span className="min-w-0 flex-1 break-words">{text}</span>
      {action ? (
        <button
          type="button"
          className="min-h-8 rounded-md px-2.5 font-semibold text-toast-accent hover:bg-toast-hover"
          onClick={() => {
            toasts.dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button
        type="button"
        aria-label="Dismiss"
        className="grid size-8 shrink-0 place-items-center rounded-md hover:bg-toast-hover"
        onClick={() => toasts.dismiss(id)}
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </li>
  );
}

/** Shows {@link toasts} over everything else, dialogs included. Pointing at or tabbing to them stops the clock. */
export function Toaster() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.list, () => none);
  const [paused, setPaused] = useState(false);
  const region = useRef<HTMLDivElement>(null);
  const isEmpty = shown.length === 0;
  useEffect(() => {
    const element = region.current;
    if (isEmpty || element === null) return;
    // Opened anew for each change, so that it is above a dialog that opened meanwhile.
    element.showPopover();
    return () => element.hidePopover();
  }, [isEmpty, shown]);
  return (
    <div
      ref={region}
      popover="manual"
      role="status"
      aria-label="Notifications"
      className="toaster"
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      <ul className="grid gap-2">
        {shown.map((toast) => (
          <ToastLine key={toast.id} toast={toast} paused={paused} />
        ))}
      </ul>
    </div>
  );
}
