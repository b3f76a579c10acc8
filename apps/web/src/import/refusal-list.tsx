'use client';

import { Button } from '../ui/button.tsx';
import { countText } from '../ui/count-text.ts';
import { quantity } from '../ui/quantity.ts';
import type { ImportReport } from './import-report.ts';
import { refusalsCsv } from './refusals-csv.ts';

/** The rows that were not imported: where they are in the file, and why. */
export function RefusalList({ report }: { report: ImportReport }) {
  const { refusals, refused, refusalsOmitted } = report;
  return (
    <section className="card overflow-hidden">
      <header className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <div>
          <h3 id="refusals-title" className="font-semibold">
            {quantity(refused, 'row was', 'rows were')} refused
          </h3>
          <p className="mt-0.5 text-sm text-ink-3">
            Mend them in the file and import it again: the others stay as they are.
          </p>
        </div>
        <Button size="sm" icon="export" onClick={() => download(refusalsCsv(refusals))}>
          Download as CSV
        </Button>
      </header>
      <div
        role="region"
        aria-labelledby="refusals-title"
        tabIndex={0}
        className="max-h-96 overflow-auto border-t border-line"
      >
        <table className="w-full text-left text-sm">
          <thead className="sticky top-0 bg-sunken text-xs text-ink-3">
            <tr>
              <th scope="col" className="px-4 py-2 text-right font-medium">
                Line
              </th>
              <th scope="col" className="px-4 py-2 font-medium">
                Column
              </th>
              <th scope="col" className="w-full px-4 py-2 font-medium">
                Why
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {refusals.map(({ line, column, reason }, at) => (
              <tr key={at}>
                <td className="px-4 py-2 text-right text-ink-3 tabular-nums">{countText(line)}</td>
                <td className="px-4 py-2 whitespace-nowrap">{column ?? 'whole row'}</td>
                <td className="px-4 py-2 text-ink-2">{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {refusalsOmitted > 0 ? (
        <p className="border-t border-line bg-sunken px-4 py-2 text-xs text-ink-3">
          The first {countText(refusals.length)}; {countText(refusalsOmitted)} more were refused.
        </p>
      ) : null}
    </section>
  );
}

function download(csv: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  link.download = 'refused-rows.csv';
  link.click();
  // The browser has taken its own reference by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
