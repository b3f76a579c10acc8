import type { Problem } from '../api/problem.ts';
import { tracesPath } from '../traces/traces-path.ts';
import { copyText } from './copy-text.ts';
import type { Toast } from './toasts.ts';

/**
 * The toast for something that was refused: what, why, a way to what happened, and a button that copies the reference
 * to quote.
 */
export function refusalToast(what: string, { title, occurrenceId, traceId }: Problem): Toast {
  const toast = { text: `${what}. ${title}`, tone: 'bad', ...linkTo(traceId) } as const;
  if (occurrenceId === undefined) return toast;
  const run = (): void => void copyText(occurrenceId);
  return { ...toast, action: { label: 'Copy reference', run } };
}

/** Only pages of a workspace have a place for traces. */
function linkTo(traceId: string | undefined): Pick<Toast, 'link'> {
  const workspace = traceId && /^\/w\/([^/]+)/.exec(location.pathname)?.[1];
  return traceId && workspace
    ? { link: { label: 'Show', href: tracesPath(workspace, traceId) } }
    : {};
}
