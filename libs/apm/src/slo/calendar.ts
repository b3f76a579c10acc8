import { ApmError } from '../errors.ts';

/** No time zone changes its day between two of these: offsets are multiples of 15 minutes. */
const slotMs = 15 * 60_000;

/**
 * Tells the day, such as `2026-11-30`, of an instant in epoch milliseconds, in an IANA time zone. The last
 * answer is remembered, because formatting costs more than a request may.
 *
 * @throws {ApmError} APM_CONFIG_INVALID for an unknown time zone.
 */
export function createCalendar(timeZone: string): (ms: number) => string {
  const format = formatOf(timeZone);
  let slot = Number.NaN;
  let day = '';
  return (ms) => {
    const now = Math.floor(ms / slotMs);
    if (now !== slot) {
      slot = now;
      day = format.format(ms);
    }
    return day;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    // The Swedish write dates as ISO 8601 does.
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  } catch (cause) {
    throw new ApmError('APM_CONFIG_INVALID', `time zone ${timeZone} is unknown`, { cause });
  }
}
