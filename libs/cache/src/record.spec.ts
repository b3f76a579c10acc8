import fc from 'fast-check';
import { decodeRecord, encodeRecord } from './record.ts';

const found = fc.record({
  version: fc.nat(),
  name: fc.string(),
  graceMs: fc.nat(),
  loadMs: fc.nat(),
  bytes: fc.nat(),
  foundTags: fc.array(fc.string(), { minLength: 1 }),
  foundStamps: fc.array(fc.string()),
});
const heads = fc.oneof(
  found,
  found.map((head) => ({ ...head, foundTags: [], foundStamps: [] })),
);

describe('a record', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(heads, fc.string({ unit: 'binary' }), (head, encoded) => {
        const record = { head, encoded };
        expect(decodeRecord(encodeRecord(record), head.name, head.version)).toEqual(record);
      }),
    );
  });

  it('is nothing under another name or of another version', () => {
    fc.assert(
      fc.property(heads, (head) => {
        const body = encodeRecord({ head, encoded: 'value' });
        expect(decodeRecord(body, `${head.name}.`, head.version)).toBeUndefined();
        expect(decodeRecord(body, head.name, head.version + 1)).toBeUndefined();
      }),
    );
  });

  it('is nothing under the beginning of its name, whatever follows', () => {
    const parts = fc.oneof(fc.nat(9).map(String), fc.constantFrom(',', '[]', '\n', '"'));
    const rest = fc.array(parts).map((some) => [',', ...some].join(''));
    fc.assert(
      fc.property(heads, rest, (head, more) => {
        const name = head.name + more;
        const body = encodeRecord({ head: { ...head, name }, encoded: 'value' });
        expect(decodeRecord(body, head.name, head.version)).toBeUndefined();
      }),
      { numRuns: 5000 },
    );
  });

  it('is nothing, and no error, whatever stands in its place', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => `${text}\nvalue`),
        ),
        (body) => {
          expect(decodeRecord(body, 'name', 1)).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    '1,1,0,0,0,4,name',
    '2,2,0,0,0,4,name',
    '2,1,0,0,,4,name',
    '2,1,0,-1,0,4,name',
    '2,1,Infinity,0,0,4,name',
    '2,1,0,0,10000000000000000,4,name',
    '2,1,0,0,0,3,name',
    '2,1,0,0,0,4,names',
    '2,1,0,0,0,4,name[[1],[]]',
    '2,1,0,0,0,4,name[[],null]',
    '2,1,0,0,0,4,name{}',
    '2,1,0,0,0,4',
  ])('is nothing with the head %s', (head) => {
    expect(decodeRecord(`${head}\nvalue`, 'name', 1)).toBeUndefined();
    const whole = decodeRecord('2,1,0,0,0,4,name\nvalue', 'name', 1);
    expect(whole?.encoded).toBe('value');
  });
});
