import type { Problem } from '../api/problem.ts';
import { copyText } from './copy-text.ts';
import type { Toast } from './toasts.ts';

/** The toast for something that was refused: what, why, and a button that copies the reference to quote. */
export function refusalToast(what: string, { title, occurrenceId }: Problem): Toast {
  const toast = { text: `${what}. ${title}`, tone: 'bad' } as const;
  if (occurrenceId === undefined) return toast;
  const run = (): void => void copyText(occurrenceId);
  return { ...toast, action: { label: 'Copy reference', run } };
}
