import fc from 'fast-check';

import { type CsvRecord, csvRecords } from './csv-records.ts';

const dialect = { delimiter: ',', headerStartsAt: 0, headerLine: 1 } as const;

async function* chunksOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}

async function recordsOf(text: string, size = 5): Promise<CsvRecord[]> {
  return Array.fromAsync(csvRecords(chunksOf(text, size), { dialect, maxRecordBytes: 2 ** 20 }));
}

async function* endless(byte: string, read: { bytes: number }): AsyncGenerator<Buffer> {
  yield Buffer.from('name,email\nAnn,ann@example.org\n');
  const chunk = Buffer.alloc(65_536, byte);
  for (;;) {
    read.bytes += chunk.length;
    yield chunk;
  }
}

describe('records of a CSV file', () => {
  it('carry the line that they begin on, whatever ends their lines', async () => {
    expect(await recordsOf('a,b\r\n"x\r\ny",2\n\n3,"q""q"\r4,d')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\r\ny', '2'] },
      { line: 5, cells: ['3', 'q"q'] },
      { line: 6, cells: ['4', 'd'] },
    ]);
  });

  it('keep a quotation mark that is not at the edge of a cell', async () => {
    expect(await recordsOf('5" pipe,b\n')).toEqual([{ line: 1, cells: ['5" pipe', 'b'] }]);
  });

  it('end with a mark when a quoted cell never ends, after all records before it', async () => {
    expect(await recordsOf('a,b\n1,2\n"open,3\n4,5')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', '2'] },
      { line: 3, cells: null },
    ]);
  });

  it.each(['x', ',', '"', ' '])(
    'stop being read soon after 1 MiB of a record that is all %j',
    async (byte) => {
      const read = { bytes: 0 };
      const seen: CsvRecord[] = [];
      const reading = async () => {
        const records = csvRecords(endless(byte, read), { dialect, maxRecordBytes: 2 ** 20 });
        for await (const record of records) seen.push(record);
      };
      await expect(reading()).rejects.toMatchObject({
        name: 'RecordTooLong',
        line: 3,
        limitBytes: 2 ** 20,
      });
      expect(seen.map(({ line }) => line)).toEqual([1, 2]);
      expect(read.bytes).toBeLessThan(3 * 2 ** 20);
    },
  );

  it('pass on what breaks the body', async () => {
    const broken = (async function* () {
      yield Buffer.from('a,b\n');
      throw new Error('cut off');
    })();
    await expect(
      Array.fromAsync(csvRecords(broken, { dialect, maxRecordBytes: 100 })),
    ).rejects.toThrow('cut off');
  });

  it('let go of the body when nobody reads on', async () => {
    let released = false;
    const body = (async function* () {
      try {
        for (;;) yield Buffer.from('a,b\n'.repeat(1000));
      } finally {
        released = true;
      }
    })();
    for await (const { line } of csvRecords(body, { dialect, maxRecordBytes: 100 })) {
      if (line === 3000) break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(released).toBe(true);
  });

  it('are what was written, for all cells', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((it) => it.replace('\uFEFF', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 11 }),
        async (rows, size) => {
          const text = rows
            .map((row) => row.map((it) => `"${it.replaceAll('"', '""')}"`).join(','))
            .join('\r\n');
          const read = await recordsOf(text, size);
          expect(read.map(({ cells }) => cells)).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });
});
