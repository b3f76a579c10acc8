import type { ZoneOffset } from './zone-offsets.ts';

/** How days are written: in the workspace's time zone, with the year only when it is not this one. */
export interface DayStyle {
  /** The workspace's time zone, as the server worked it out. */
  readonly offsets: readonly ZoneOffset[];
  /** The current year, as the server saw it: both sides must render the same text. */
  readonly thisYear: number;
}

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'],
];

/**
 * Writes the day of an ISO instant: `18 Nov`, or `18 Nov 2025` in another year. Plain arithmetic: the first
 * `Intl` formatter of a page takes the browser 20 ms and more.
 */
export function dayText(instant: string, { offsets, thisYear }: DayStyle): string {
  const at = Date.parse(instant);
  const { minutes } = offsets.findLast(({ from }) => from <= at) ?? offsets[0] ?? { minutes: 0 };
  const local = new Date(at + minutes * 60_000);
  const day = `${local.getUTCDate()} ${months[local.getUTCMonth()]}`;
  const year = local.getUTCFullYear();
  return year === thisYear ? day : `${day} ${year}`;
}
