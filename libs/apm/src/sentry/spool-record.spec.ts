import fc from 'fast-check';

import { decodeRecord, doneMark, doneMarkAt, encodeRecord, scanSegment } from './spool-record.ts';

const record = fc.record({ payload: fc.uint8Array({ maxLength: 60 }), createdMs: fc.nat() });
const segment = fc.array(record, { maxLength: 6 });

const bytesOf = (records: readonly { payload: Uint8Array; createdMs: number }[]) =>
  Buffer.concat(records.map(({ payload, createdMs }) => encodeRecord(payload, createdMs)));

describe('a segment', () => {
  it('gives back every record, in order', () => {
    fc.assert(
      fc.property(segment, (records) => {
        const bytes = bytesOf(records);
        const found = scanSegment(bytes);
        expect(found.corrupt).toBe(0);
        expect(found.records.map(({ createdMs }) => createdMs)).toEqual(
          records.map(({ createdMs }) => createdMs),
        );
        expect(
          found.records.map(({ offset, length }) =>
            decodeRecord(bytes.subarray(offset, offset + 24 + length)),
          ),
        ).toEqual(records.map(({ payload }) => Buffer.from(payload)));
      }),
    );
  });

  it('keeps all records before the byte at which a write was cut off', () => {
    fc.assert(
      fc.property(segment, fc.nat(), (records, at) => {
        const bytes = bytesOf(records);
        const cut = at % (bytes.length + 1);
        const found = scanSegment(bytes.subarray(0, cut));
        const whole = scanSegment(bytes).records.filter(
          ({ offset, length }) => offset + 24 + length <= cut,
        );
        expect(found.records).toEqual(whole);
        expect(found.corrupt).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('loses at most the record in which a byte was changed, and finds those behind it', () => {
    fc.assert(
      fc.property(segment, fc.nat(), fc.integer({ min: 1, max: 255 }), (records, at, change) => {
        const bytes = bytesOf(records);
        if (bytes.length === 0) return;
        const damaged = Buffer.from(bytes);
        const index = at % bytes.length;
        damaged[index] = (damaged[index] ?? 0) ^ change;
        const before = scanSegment(bytes).records;
        const after = scanSegment(damaged).records;
        expect(after.length).toBeGreaterThanOrEqual(before.length - 1);
        for (const one of before) {
          const isHit = index >= one.offset && index < one.offset + 24 + one.length;
          if (!isHit) expect(after).toContainEqual(one);
        }
      }),
    );
  });

  it('knows which records are done', () => {
    const bytes = bytesOf([
      { payload: Buffer.from('a'), createdMs: 1 },
      { payload: Buffer.from('b'), createdMs: 2 },
    ]);
    bytes.set(doneMark, doneMarkAt);
    expect(scanSegment(bytes).records.map(({ isDone }) => isDone)).toEqual([true, false]);
  });

  it('may hold anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(scanSegment(Buffer.from(bytes)).records).toEqual([]);
      }),
    );
  });
});
