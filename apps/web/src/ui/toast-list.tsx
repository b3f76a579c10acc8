'use client';

import { useEffect } from 'react';

import { Icon } from './icon.tsx';
import { toasts, type ShownToast } from './toasts.ts';

/** How long a toast stays, in ms; long enough to reach its Undo. */
const stayMs = 8000;

function ToastLine({ toast, paused }: { toast: ShownToast; paused: boolean }) {
  const { id, text, tone, action, link } = toast;
  useEffect(() => {
    if (paused) return;
    const timer = setTimeout(() => toasts.dismiss(id), stayMs);
    return () => clearTimeout(timer);
  }, [id, paused]);
  return (
    <li className="toast flex min-h-11 items-center gap-3 rounded-lg bg-toast py-1.5 pr-1.5 pl-3.5 text-sm text-toast-ink shadow-pop">
      {tone === 'bad' ? <Icon name="warning" className="size-4 shrink-0" /> : null}
      <span className="min-w-0 flex-1 break-words">{text}</span>
      {link ? (
        <a
          href={link.href}
          target="_blank"
          className="font-semibold whitespace-nowrap text-toast-accent"
        >
          {link.label}
          <span className="sr-only"> (opens a new tab)</span>
        </a>
      ) : null}
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

/** The toasts on screen; while `paused` none of them ends. */
export default function ToastList(props: { shown: readonly ShownToast[]; paused: boolean }) {
  return (
    <ul className="grid gap-2">
      {props.shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} paused={props.paused} />
      ))}
    </ul>
  );
}
