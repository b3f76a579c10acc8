/** What the arithmetic of the grid needs to know. All lengths in px. */
export interface RowWindowInput {
  readonly rowCount: number;
  readonly rowPx: number;
  /** The height in which rows are seen, without the header. */
  readonly viewportPx: number;
  readonly scrollTopPx: number;
}

/** The rows to render and where they go. */
export interface RowWindow {
  /** The first row to render. */
  readonly start: number;
  /** One past the last row to render. */
  readonly end: number;
}

/** Rows rendered beyond each edge, so that a short scroll finds them ready. */
const overscan = 8;

/** However high the viewport claims to be (a broken layout, a printer), no more rows than this. */
const maxRows = 60;

/** Browsers cut off elements somewhere above 17 million px; longer lists are scrolled by proportion. */
const maxHeightPx = 15_000_000;

/** The height of the scrolled content. */
export function contentHeightPx({ rowCount, rowPx }: Pick<RowWindowInput, 'rowCount' | 'rowPx'>) {
  return Math.min(rowCount * rowPx, maxHeightPx);
}

/** How many px of rows one scrolled px stands for: 1 unless the list is too long for the browser. */
function scale(input: Omit<RowWindowInput, 'scrollTopPx'>): number {
  const travel = contentHeightPx(input) - input.viewportPx;
  return travel <= 0 ? 1 : (input.rowCount * input.rowPx - input.viewportPx) / travel;
}

/** The rows that are in sight, with some to spare on both sides. */
export function rowWindow(input: RowWindowInput): RowWindow {
  const { rowCount, rowPx, viewportPx, scrollTopPx } = input;
  const seenFromPx = scrollTopPx * scale(input);
  const firstSeen = Math.floor(seenFromPx / rowPx);
  const start = Math.max(0, Math.min(firstSeen - overscan, rowCount - 1));
  const wanted = firstSeen + Math.ceil(viewportPx / rowPx) + overscan;
  const end = Math.min(rowCount, wanted, start + maxRows);
  return { start, end };
}

/** Where a rendered `row` goes, from the top of the scrolled content. */
export function rowTopPx(row: number, input: RowWindowInput): number {
  const { rowPx, scrollTopPx } = input;
  return scrollTopPx - (scrollTopPx * scale(input) - row * rowPx);
}

/** Where to scroll so that `row` is wholly in sight, moving as little as possible. */
export function scrollTopToShow(row: number, input: RowWindowInput): number {
  const { rowPx, viewportPx, scrollTopPx } = input;
  const factor = scale(input);
  const seenFromPx = scrollTopPx * factor;
  const topPx = row * rowPx;
  if (topPx < seenFromPx) return topPx / factor;
  const overflowPx = topPx + rowPx - (seenFromPx + viewportPx);
  return overflowPx > 0 ? (seenFromPx + overflowPx) / factor : scrollTopPx;
}
