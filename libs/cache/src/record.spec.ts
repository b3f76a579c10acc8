import fc from 'fast-check';
import { decodeRecord, encodeRecord } from './record.ts';

const heads = fc.record({
  version: fc.nat(),
  name: fc.string(),
  graceMs: fc.nat(),
  loadMs: fc.nat(),
  foundTags: fc.array(fc.string()),
  foundStamps: fc.array(fc.string()),
});

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
    '[2,1,"name",0,0,[],[]]',
    '[1,"1","name",0,0,[],[]]',
    '[1,1,"name","0",0,[],[]]',
    '[1,1,"name",0,0,[1],[]]',
    '[1,1,"name",0,0,[],null]',
    '[1,1,"name"]',
  ])('is nothing with the head %s', (head) => {
    expect(decodeRecord(`${head}\nvalue`, 'name', 1)).toBeUndefined();
  });
});
