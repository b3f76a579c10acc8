/** A column of the export: its header and the column of `contacts` that it shows. */
export interface ExportColumn {
  readonly header: string;
  readonly column: 'name' | 'email' | 'phone' | 'company' | 'job_title' | 'notes' | 'stage' | 'id';
}

/**
 * The columns of an exported file, in order.
 *
 * `Unite ID` tells an import that the file is ours and which contact a row is, so that two people
 * with one phone number stay two.
 */
export const exportColumns: readonly ExportColumn[] = [
  { header: 'Name', column: 'name' },
  { header: 'Email', column: 'email' },
  { header: 'Phone', column: 'phone' },
  { header: 'Company', column: 'company' },
  { header: 'Job Title', column: 'job_title' },
  { header: 'Notes', column: 'notes' },
  { header: 'Stage', column: 'stage' },
  { header: 'Unite ID', column: 'id' },
];
