/** How days are written: in the workspace's time zone, with the year only when it is not this one. */
export interface DayStyle {
  /** An IANA time zone. */
  readonly timeZone: string;
  /** The current year, as the server saw it: both sides must render the same text. */
  readonly thisYear: number;
}

/** Writes the day of an ISO instant: `18 Nov`, or `18 Nov 2025` in another year. */
export function dayText(instant: string, { timeZone, thisYear }: DayStyle): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((it) => it.type === type)?.value ?? '';
  const day = `${part('day')} ${part('month')}`;
  return part('year') === String(thisYear) ? day : `${day} ${part('year')}`;
}
