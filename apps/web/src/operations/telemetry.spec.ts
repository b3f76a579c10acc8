/** @jest-environment node */
import { agoText, minuteText, percentText } from './telemetry.ts';

describe('telemetry in words', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.002, '0.2 %'],
    [0.0213, '2.1 %'],
    [0.4567, '46 %'],
    [0.9995, '99.95 %'],
    [0.999, '99.9 %'],
    [-1.3, '-130 %'],
    [-0.004, '-0.4 %'],
    [37.46, '3,746 %'],
  ])('%d is %s', (part, text) => {
    expect(percentText(part)).toBe(text);
  });

  it.each([
    ['2026-01-01T10:00:00.000Z', 'just now'],
    ['2026-01-01T09:59:59.400Z', 'just now'],
    ['2026-01-01T09:59:48.300Z', '11 s ago'],
    ['2026-01-01T08:00:00.000Z', '2 h 0 min ago'],
  ])('%s is %s', (instant, text) => {
    expect(agoText(instant, { observedAt: '2026-01-01T10:00:00.000Z' })).toBe(text);
  });

  it('has minutes of the day', () => {
    expect(minuteText('2026-01-01T08:07:59.000Z')).toBe('08:07');
  });
});
