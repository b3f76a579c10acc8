/** How far an import is. */
export interface ImportProgress {
  /** Bytes of the file that were read. */
  readonly bytes: number;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

/** One row that was not imported. */
export interface Refusal {
  /** Where the record begins, as an editor counts: from 1. */
  readonly line: number;
  /** The column's header; null when the whole record is meant. */
  readonly column: string | null;
  readonly reason: string;
  readonly code: string;
}

/** What an import did. */
export interface ImportReport {
  readonly format: 'csv' | 'vcard';
  readonly source: 'google' | 'outlook' | 'hubspot' | 'apple' | 'plain' | 'unite' | 'unknown';
  readonly encoding: string;
  readonly delimiter: string | null;
  /** Each column of the file and the field it went to; null when it was left out. */
  readonly columns: readonly { readonly header: string; readonly field: string | null }[];
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first 100. */
  readonly refusals: readonly Refusal[];
  readonly refusalsOmitted: number;
  readonly durationMs: number;
}
