'use client';

import { useEffect, useReducer, useRef, useState } from 'react';

import { apiPath } from '../api/request-json.ts';
import { Button } from '../ui/button.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { FileCard } from './file-card.tsx';
import { FileChoice } from './file-choice.tsx';
import { readFileHead } from './file-head.ts';
import { HeadPreview } from './head-preview.tsx';
import { importMediaType } from './import-media-type.ts';
import { ImportRun } from './import-run.tsx';
import { choosing, nextImportState } from './import-state.ts';
import { RegionSelect } from './region-select.tsx';
import { ReportView } from './report-view.tsx';
import { sendImport } from './send-import.ts';

/** The options of {@link ImportFlow}. */
export interface ImportFlowProps {
  readonly workspaceId: string;
  /** ISO 3166 code of the country whose phone numbers have no country code in the file. */
  readonly region: string;
  /** The codes to choose from. */
  readonly regions: readonly string[];
  /** Where the imported contacts are. */
  readonly contactsHref: string;
}

/** From choosing a file to the report of what was imported. */
export function ImportFlow({ workspaceId, region: usual, regions, contactsHref }: ImportFlowProps) {
  const [state, tell] = useReducer(nextImportState, choosing);
  const [region, setRegion] = useState(usual);
  const running = useRef<AbortController>(null);

  const looking = state.step === 'looking' ? state.file : undefined;
  useEffect(() => {
    if (looking === undefined) return;
    void readFileHead(looking).then((head) => tell({ type: 'looked', file: looking, head }));
  }, [looking]);

  // Leaving the page ends the upload; what was written stays and can be sent again.
  useEffect(() => () => running.current?.abort(), []);

  async function start(file: File) {
    const stop = new AbortController();
    running.current = stop;
    tell({ type: 'started' });
    const outcome = await sendImport({
      url: apiPath(workspaceId, `/contacts/import?${new URLSearchParams({ region })}`),
      file,
      mediaType: importMediaType(file),
      signal: stop.signal,
      onSent: (bytes) => tell({ type: 'sent', bytes }),
      onProgress: (progress) => tell({ type: 'progressed', progress }),
    });
    if (outcome.kind === 'done') tell({ type: 'finished', report: outcome.report });
    else if (outcome.kind === 'failed') tell({ type: 'failed', problem: outcome.problem });
    else tell({ type: 'cancelled' });
  }

  const restart = () => tell({ type: 'restarted' });
  const another = <Button onClick={restart}>Choose another file</Button>;

  switch (state.step) {
    case 'choosing':
    case 'looking':
      return <FileChoice onChoose={(file) => tell({ type: 'chose', file })} />;
    case 'ready':
      return (
        <div className="grid gap-4">
          <FileCard file={state.file}>
            <HeadPreview head={state.head} />
          </FileCard>
          <div className="flex flex-wrap items-end justify-between gap-4">
            <RegionSelect value={region} regions={regions} onChange={setRegion} />
            <div className="flex flex-wrap gap-2">
              {another}
              <Button variant="primary" icon="import" onClick={() => start(state.file)}>
                Import contacts
              </Button>
            </div>
          </div>
        </div>
      );
    case 'running':
      return <ImportRun state={state} onCancel={() => running.current?.abort()} />;
    case 'done':
      return <ReportView report={state.report} contactsHref={contactsHref} onAgain={restart} />;
    case 'failed':
      return (
        <div className="grid gap-4">
          <FileCard file={state.file} />
          <ProblemCard problem={state.problem} />
          <div className="flex flex-wrap gap-2">
            {isWorthRetrying(state.problem.status) ? (
              <Button variant="primary" icon="refresh" onClick={() => start(state.file)}>
                Import again
              </Button>
            ) : null}
            {another}
          </div>
        </div>
      );
    case 'cancelled':
      return (
        <div className="grid gap-4">
          <FileCard file={state.file}>
            <p role="status" className="px-4 py-3 text-sm text-ink-2">
              The import was stopped. What was written so far is kept; importing the same file again
              goes on from there, nothing is doubled.
            </p>
          </FileCard>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" icon="import" onClick={() => start(state.file)}>
              Import again
            </Button>
            {another}
          </div>
        </div>
      );
  }
}

/** The same file gets the same 4xx answer; a cut connection or a server in trouble does not. */
function isWorthRetrying(status: number): boolean {
  return (status === 0 || status >= 500) && status !== 501;
}
