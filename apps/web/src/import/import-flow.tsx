'use client';

import { lazy, Suspense, useState } from 'react';

import { FileChoice } from './file-choice.tsx';

// Everything after the choice is loaded with it: whoever only looks at the page does not wait for it.
const ImportSteps = lazy(() => import('./import-steps.tsx'));

/** The options of {@link ImportFlow}. */
export interface ImportFlowProps {
  readonly workspaceId: string;
  /** ISO 3166 code of the country whose phone numbers have no country code in the file. */
  readonly region: string;
  /** Where the imported contacts are. */
  readonly contactsHref: string;
}

/** From choosing a file to the report of what was imported. */
export function ImportFlow(props: ImportFlowProps) {
  const [file, setFile] = useState<File>();
  if (file === undefined) return <FileChoice onChoose={setFile} />;
  return (
    <Suspense fallback={null}>
      <ImportSteps {...props} file={file} onRestart={() => setFile(undefined)} />
    </Suspense>
  );
}
