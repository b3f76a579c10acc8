/** @jest-environment node */
import { dayText } from './day-text.ts';

describe('a day', () => {
  it('is that of the time zone', () => {
    const late = '2026-11-18T23:30:00Z';
    expect(dayText(late, { timeZone: 'UTC', thisYear: 2026 })).toBe('18 Nov');
    expect(dayText(late, { timeZone: 'Europe/Berlin', thisYear: 2026 })).toBe('19 Nov');
  });

  it('names another year', () => {
    expect(dayText('2025-01-02T00:00:00Z', { timeZone: 'UTC', thisYear: 2026 })).toBe('2 Jan 2025');
  });
});
