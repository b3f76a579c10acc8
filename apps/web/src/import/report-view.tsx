'use client';

import Link from 'next/link';
import { useEffect, useRef } from 'react';

import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { durationText, quantity } from '../ui/quantity.ts';
import { Counts } from './counts.tsx';
import { describeSource } from './describe-source.ts';
import type { ImportReport } from './import-report.ts';
import { RefusalList } from './refusal-list.tsx';

/** The options of {@link ReportView}. */
export interface ReportViewProps {
  readonly report: ImportReport;
  readonly contactsHref: string;
  readonly onAgain: () => void;
}

/** What an import did, and what to do with the rest. */
export function ReportView({ report, contactsHref, onAgain }: ReportViewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone: a screen reader goes on where the news is.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
            {headline(report)}
          </h2>
          <p className="mt-1 text-sm text-ink-3 tabular-nums">
            {quantity(report.rows, 'row')} in {durationText(report.durationMs)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button onClick={onAgain}>Import another file</Button>
          <Link href={contactsHref} prefetch={false} {...buttonLook({ variant: 'primary' })}>
            See contacts
          </Link>
        </div>
      </div>
      <Counts counts={report} />
      {report.refused > 0 ? <RefusalList report={report} /> : null}
      {report.columns.length > 0 ? <Columns report={report} /> : null}
      <p className="text-sm text-pretty text-ink-3">
        Importing the same file again is safe: contacts are recognised by e-mail, then phone, then
        name and company, and nothing is doubled.
      </p>
    </div>
  );
}

function headline({ rows, created, updated, refused }: ImportReport): string {
  if (rows === 0) return 'There was nothing to import';
  if (refused === rows) return 'No row could be imported';
  if (created + updated === 0) {
    return refused > 0 ? 'Nothing new, and some rows refused' : 'Everything was up to date';
  }
  return refused > 0 ? 'Imported, with some rows refused' : 'Import finished';
}

function Columns({ report }: { report: ImportReport }) {
  return (
    <section className="card overflow-hidden">
      <header className="px-4 pt-3.5 pb-3">
        <h3 id="columns-title" className="font-semibold">
          How the file was read
        </h3>
        <p className="mt-0.5 text-sm text-ink-3">{describeSource(report)}</p>
      </header>
      <div
        role="region"
        aria-labelledby="columns-title"
        tabIndex={0}
        className="max-h-80 overflow-auto border-t border-line"
      >
        <table className="w-full text-left text-sm">
          <thead className="sticky top-0 bg-sunken text-xs text-ink-3">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                Column in the file
              </th>
              <th scope="col" className="px-4 py-2 font-medium">
                Became
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {report.columns.map(({ header, field }, at) => (
              <tr key={at}>
                <td className="max-w-64 truncate px-4 py-2">{header}</td>
                <td className="px-4 py-2">
                  {field === null ? (
                    <span className="text-ink-3">left out</span>
                  ) : (
                    <Badge tone="accent">{fieldNames[field] ?? field}</Badge>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const fieldNames: Readonly<Record<string, string>> = {
  name: 'Name',
  email: 'E-mail',
  phone: 'Phone',
  company: 'Company',
  jobTitle: 'Job title',
  notes: 'Notes',
  stage: 'Stage',
};
