/** From an instant on, clocks of a time zone are this far ahead of UTC. */
export interface ZoneOffset {
  /** ms since 1970. */
  readonly from: number;
  /** Minutes ahead of UTC; negative in the west. */
  readonly minutes: number;
}

const minuteMs = 60_000;

/** No zone changes its clocks and back again within a week. */
const strideMs = 7 * 24 * 60 * minuteMs;

/**
 * The offsets of an IANA time zone from the start of `firstYear` to the end of `lastYear` (UTC), oldest first:
 * what a browser needs to tell days without loading its own time zones. Some thousand clock readings, so for
 * the server, and to be kept.
 * @throws {RangeError} when there is no such zone.
 */
export function zoneOffsets(
  timeZone: string,
  firstYear: number,
  lastYear: number,
): readonly ZoneOffset[] {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const minutesAt = (at: number) => {
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    // `GMT+05:30`, and bare `GMT` for none.
    const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
    return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  };

  const end = Date.UTC(lastYear + 1, 0);
  let from = Date.UTC(firstYear, 0);
  let minutes = minutesAt(from);
  const offsets: ZoneOffset[] = [{ from, minutes }];
  while (from < end) {
    const next = Math.min(from + strideMs, end);
    const later = minutesAt(next);
    if (later !== minutes) {
      offsets.push({
        from: changeBetween(from, next, (at) => minutesAt(at) !== minutes),
        minutes: later,
      });
      minutes = later;
    }
    from = next;
  }
  return offsets;
}

/** The first whole minute after `before`, up to `after`, for which `isChanged`. */
function changeBetween(before: number, after: number, isChanged: (at: number) => boolean): number {
  let [low, high] = [before, after];
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / minuteMs / 2) * minuteMs;
    if (isChanged(middle)) high = middle;
    else low = middle;
  }
  return high;
}
