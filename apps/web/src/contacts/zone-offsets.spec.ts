/** @jest-environment node */
import { zoneOffsets } from './zone-offsets.ts';

const at = (instant: string) => Date.parse(instant);

describe('the offsets of a time zone', () => {
  it('change with summer time, to the minute', () => {
    expect(zoneOffsets('Europe/Berlin', 2026, 2026)).toEqual([
      { from: at('2026-01-01T00:00Z'), minutes: 60 },
      { from: at('2026-03-29T01:00Z'), minutes: 120 },
      { from: at('2026-10-25T01:00Z'), minutes: 60 },
    ]);
  });

  it('may be west of Greenwich and of half an hour', () => {
    expect(zoneOffsets('America/St_Johns', 2026, 2026).map(({ minutes }) => minutes)).toEqual([
      -210, -150, -210,
    ]);
  });

  it('are one where clocks are never changed', () => {
    expect(zoneOffsets('UTC', 2020, 2026)).toEqual([{ from: at('2020-01-01T00:00Z'), minutes: 0 }]);
  });

  it('are unknown of a zone that does not exist', () => {
    expect(() => zoneOffsets('Europe/Atlantis', 2026, 2026)).toThrow(RangeError);
  });
});
