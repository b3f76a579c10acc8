/**
 * Cells that a spreadsheet would run: it looks at the first character (OWASP, CSV injection),
 * and full-width forms count too. Apostrophes in front are kept apart, so that a cell that
 * already looks guarded can be guarded and bared again without loss.
 */
const runnable = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** `cell` with an apostrophe in front when a spreadsheet would run it as a formula. */
export function guardFormula(cell: string): string {
  return runnable.test(cell) ? `'${cell}` : cell;
}

/** Takes off exactly the apostrophe that {@link guardFormula} put on. */
export function bareFormula(cell: string): string {
  return cell.startsWith("'") && runnable.test(cell) ? cell.slice(1) : cell;
}
