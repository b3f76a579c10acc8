'use client';

import { useEffect, useReducer, useRef, useState } from 'react';

import { apiPath } from '../api/request-json.ts';
import { Button } from '../ui/button.tsx';
import { ProblemCard } from '../ui/problem-card.tsx';
import { quantity } from '../ui/quantity.ts';
import { FileCard } from './file-card.tsx';
import { readFileHead } from './file-head.ts';
import { HeadPreview } from './head-preview.tsx';
import { importMediaType } from './import-media-type.ts';
import { ImportRun } from './import-run.tsx';
import type { ImportFlowProps } from './import-flow.tsx';
import { nextImportState, type ImportState } from './import-state.ts';
import { importedRows } from './imported-rows.ts';
import { RegionSelect } from './region-select.tsx';
import { ReportView } from './report-view.tsx';
import { sendImport } from './send-import.ts';

/** The options of {@link ImportSteps}. */
export interface ImportStepsProps extends ImportFlowProps {
  readonly file: File;
  /** Goes back to the choice of a file. */
  readonly onRestart: () => void;
}

/** From a chosen file to the report: a look at it, the upload, what became of it. */
export default function ImportSteps(props: ImportStepsProps) {
  const { workspaceId, file, region: usual, contactsHref, onRestart } = props;
  const [state, tell] = useReducer(nextImportState, { step: 'looking', file });
  const [region, setRegion] = useState(usual);
  const running = useRef<AbortController>(null);

  useEffect(() => {
    void readFileHead(file).then((head) => tell({ type: 'looked', head }));
  }, [file]);

  // Leaving the page ends the upload; what was written stays and can be sent again.
  useEffect(() => () => running.current?.abort(), []);

  async function start() {
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

  const another = <Button onClick={onRestart}>Choose another file</Button>;

  switch (state.step) {
    case 'looking':
      return null;
    case 'ready':
      return (
        <div className="grid grid-cols-1 gap-4">
          <FileCard file={state.file}>
            <HeadPreview head={state.head} />
          </FileCard>
          <div className="flex flex-wrap items-end justify-between gap-4">
            <RegionSelect value={region} onChange={setRegion} />
            <div className="flex flex-wrap gap-2">
              {another}
              <Button variant="primary" icon="import" onClick={start}>
                Import contacts
              </Button>
            </div>
          </div>
        </div>
      );
    case 'running':
      return <ImportRun state={state} onCancel={() => running.current?.abort()} />;
    case 'done':
      return <ReportView report={state.report} contactsHref={contactsHref} onAgain={onRestart} />;
    case 'failed':
      return (
        <div className="grid grid-cols-1 gap-4">
          <FailedFile state={state} />
          <ProblemCard problem={state.problem} />
          <div className="flex flex-wrap gap-2">
            {isWorthRetrying(state.problem.status) ? (
              <Button variant="primary" icon="refresh" onClick={start}>
                Import again
              </Button>
            ) : null}
            {another}
          </div>
        </div>
      );
    case 'cancelled':
      return (
        <div className="grid grid-cols-1 gap-4">
          <FileCard file={state.file}>
            <p role="status" className="px-4 py-3 text-sm text-ink-2">
              The import was stopped. What was written so far is kept; importing the same file again
              goes on from there, nothing is doubled.
            </p>
          </FileCard>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" icon="import" onClick={start}>
              Import again
            </Button>
            {another}
          </div>
        </div>
      );
  }
}

/** The file that was not imported whole, and how much of it is there. */
function FailedFile({ state }: { state: ImportState & { step: 'failed' } }) {
  const rows = importedRows(state.problem);
  const again = isWorthRetrying(state.problem.status)
    ? 'Import the same file again'
    : 'Mend the file and import it again';
  return (
    <FileCard file={state.file}>
      {rows > 0 ? (
        <p role="status" className="px-4 py-3 text-sm text-ink-2">
          {quantity(rows, 'row was', 'rows were')} imported before. {again}: nothing is doubled.
        </p>
      ) : null}
    </FileCard>
  );
}

/** The same file gets the same 4xx answer; a cut connection or a server in trouble does not. */
function isWorthRetrying(status: number): boolean {
  return (status === 0 || status >= 500) && status !== 501;
}
