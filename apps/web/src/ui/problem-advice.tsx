'use client';

import { match, type UnknownProblem } from '@unite/problem-details/client';

import { useParams } from 'next/navigation';
import type { ReactNode } from 'react';

import type { Problem } from '../api/problem.ts';
import { readPageTrace } from '../telemetry/page-trace.ts';
import { tracesPath } from '../traces/traces-path.ts';
import { countText } from './count-text.ts';

/** Requests that this app should not have sent: whoever sees it can only tell us. */
const faultOfTheApp = () => 'Reload the page. If it happens again, send us the reference.';

/**
 * What a person does about `problem`, in one sentence; undefined when nobody can say. A type that the API adds
 * does not compile until this app has an answer to it.
 */
export function adviceOn(problem: Problem): string | undefined {
  return match<Problem, string | undefined>(problem, {
    validation: () => 'Correct what is named, then try again.',
    'malformed-body': faultOfTheApp,
    'malformed-request': faultOfTheApp,
    'bad-request': faultOfTheApp,
    'header-too-large': faultOfTheApp,
    'method-not-allowed': faultOfTheApp,
    'precondition-required': faultOfTheApp,
    unauthorized: () =>
      'The key of this workspace works no longer: tell whoever runs Unite-Hub for you.',
    'not-found': () => 'It may have been deleted meanwhile. Reload the page to see what is there.',
    'request-timeout': () => 'Your connection was too slow. Try again.',
    'duplicate-contact': () =>
      'Search for the address and edit that contact, or use another address.',
    'precondition-failed': () =>
      'Reload the page to see the newer version, then make your change again.',
    'payload-too-large': () => 'Shorten the text, then try again.',
    'unsupported-media-type': () => 'Choose a CSV file or vCards.',
    internal: () => 'Try again. If it happens again, send us the reference.',
    'ai-failed': () => 'Ask for the draft again; what has arrived is kept.',
    'ai-unavailable': () => 'Write the text yourself for now; everything else works.',
    'ai-rate-limited': () => 'Wait until the button lets you ask again.',
    unavailable: () => 'Try again in a moment; nothing you typed is lost.',
    'shutting-down': () => 'Try again now: another server answers.',
    timeout: () => 'Try again in a moment; nothing you typed is lost.',
    'import-empty': () =>
      'Export your address book again and check that there are rows below its header.',
    'import-not-text': () => 'In your spreadsheet choose “Save as” and CSV, then import that.',
    'import-record-too-long': ({ line }) =>
      `Look ${line === undefined ? 'in the file' : `at line ${countText(line)}`} for a quotation mark that is never closed.`,
    'import-no-columns': () =>
      'Add a first row that names the columns, such as name, email, phone and company.',
    'import-interrupted': () => 'Wait a moment, then import the same file again.',
    other: adviceByStatus,
  });
}

/** For the problems of this web server, of the browser itself, and of an API newer than this app. */
function adviceByStatus({ status }: UnknownProblem): string | undefined {
  if (status === 0) return 'Check your connection, then try again.';
  if (status === 401) return 'Choose the workspace again on the start page.';
  if (status >= 500) return 'Try again in a moment.';
  return undefined;
}

/**
 * {@link adviceOn} as a line of its own, and the way to what happened; a module of its own, because most visits need
 * none. Without a problem it is the page that failed, whose trace is the document's: then for browsers alone.
 */
export default function ProblemAdvice({ problem }: { problem?: Problem }): ReactNode {
  const advice = problem && adviceOn(problem);
  const traceId = problem === undefined ? readPageTrace(document)?.traceId : problem.traceId;
  if (advice === undefined && traceId === undefined) return null;
  return (
    <>
      {advice === undefined ? null : <p className="mt-1 text-pretty text-ink-2">{advice}</p>}
      <TraceLink traceId={traceId} />
    </>
  );
}

/** Leads to a trace, in the workspace of the page. */
function TraceLink({ traceId }: { traceId: string | undefined }) {
  const workspace = useParams<{ workspace?: string }>()?.workspace;
  if (traceId === undefined || workspace === undefined) return null;
  return (
    <p className="mt-1">
      {/* A document of its own: what was typed here stays in its tab. */}
      <a
        href={tracesPath(workspace, traceId)}
        target="_blank"
        className="font-medium text-accent-ink"
      >
        Show what happened<span className="sr-only"> (opens a new tab)</span>
      </a>
    </p>
  );
}
