'use client';

import { Button } from '../ui/button.tsx';
import { bytesText, quantity } from '../ui/quantity.ts';
import { Counts } from './counts.tsx';
import { FileCard } from './file-card.tsx';
import { importFraction, type ImportState } from './import-state.ts';

const none = { created: 0, updated: 0, unchanged: 0, refused: 0 };

/** An import under way: how far it is, what it did so far, and a way to stop it. */
export function ImportRun(props: {
  state: ImportState & { step: 'running' };
  onCancel: () => void;
}) {
  const { state, onCancel } = props;
  const { file, progress } = state;
  const percent = Math.floor(importFraction(state) * 100);
  return (
    <div className="grid grid-cols-1 gap-4">
      <FileCard file={file}>
        <div className="p-4">
          <div className="mb-2 flex items-baseline justify-between gap-4 text-sm">
            <label htmlFor="import-progress" className="font-medium">
              {progress === undefined ? 'Sending the file' : 'Importing'}
            </label>
            <span className="text-ink-3 tabular-nums">{percent} %</span>
          </div>
          <progress
            id="import-progress"
            max={100}
            value={percent}
            className="block h-2 w-full appearance-none overflow-hidden rounded-full border-0 bg-press [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-press [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-all"
          />
          <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
            <p className="text-sm text-ink-3 tabular-nums">
              {progress === undefined
                ? `${bytesText(state.sentBytes)} of ${bytesText(file.size)}`
                : `${quantity(progress.rows, 'row')} read`}
            </p>
            <Button size="sm" onClick={onCancel}>
              Stop
            </Button>
          </div>
        </div>
      </FileCard>
      <Counts counts={progress ?? none} />
      <p className="text-sm text-ink-3">
        You may stop at any time: what was written stays, and the same file can be imported again.
      </p>
    </div>
  );
}
