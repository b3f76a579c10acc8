'use client';

import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';

import { toasts, type ShownToast } from './toasts.ts';

const ToastList = lazy(() => import('./toast-list.tsx'));

const none: readonly ShownToast[] = [];

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
      {isEmpty ? null : (
        <Suspense fallback={null}>
          <ToastList shown={shown} paused={paused} />
        </Suspense>
      )}
    </div>
  );
}
