/** @jest-environment node */
import fc from 'fast-check';

import { dayText } from './day-text.ts';
import { zoneOffsets } from './zone-offsets.ts';

const style = (timeZone: string) => ({
  offsets: zoneOffsets(timeZone, 2016, 2027),
  thisYear: 2026,
});

describe('a day', () => {
  it('is that of the time zone', () => {
    const late = '2026-11-18T23:30:00Z';
    expect(dayText(late, style('UTC'))).toBe('18 Nov');
    expect(dayText(late, style('Europe/Berlin'))).toBe('19 Nov');
  });

  it('names another year', () => {
    expect(dayText('2025-01-02T00:00:00Z', style('UTC'))).toBe('2 Jan 2025');
  });

  it('takes the oldest known offset for what is older', () => {
    expect(dayText('1999-12-31T23:30:00Z', style('Europe/Berlin'))).toBe('1 Jan 2000');
  });

  it.each(['Europe/London', 'America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe'])(
    'is what British English writes, at any instant in %s',
    (timeZone) => {
      const days = style(timeZone);
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        day: 'numeric',
        month: 'short',
        year: 'numeric',
      });
      const instants = fc.date({
        min: new Date('2016-01-01T00:00Z'),
        max: new Date('2027-12-31T00:00Z'),
        noInvalidDate: true,
      });
      fc.assert(
        fc.property(instants, (instant) => {
          expect(dayText(instant.toISOString(), days)).toBe(
            format.format(instant).replace(' 2026', ''),
          );
        }),
      );
    },
  );
});
