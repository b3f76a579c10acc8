import type { Problem } from '../api/problem.ts';

/** How many rows of the file were imported before `problem` ended the import, as far as it tells; otherwise 0. */
export function importedRows(problem: Problem): number {
  switch (problem.slug) {
    case 'import-interrupted':
    case 'import-record-too-long':
      return problem.imported_rows ?? 0;
    default:
      return 0;
  }
}
