import { type VcardCard, vcardCards } from './vcard-cards.ts';

async function cardsOf(text: string, maxRecordBytes = 1000, size = 9): Promise<VcardCard[]> {
  const bytes = Buffer.from(text);
  const chunks = (async function* () {
    for (let start = 0; start < bytes.length; start += size)
      yield bytes.subarray(start, start + size);
  })();
  return Array.fromAsync(vcardCards(chunks, { maxRecordBytes }));
}

const photo = `PHOTO;ENCODING=b:${'A'.repeat(5000)}`;

describe('cards of a vCard file', () => {
  it('keep the properties that an import reads, unfolded, with the line of BEGIN', async () => {
    const file =
      '\r\nBEGIN:VCARD\r\nFN:Zo\r\n ë\r\nX-OTHER:1\r\n folded\r\nitem1.EMAIL:a@b\r\nEND:VCARD\r\n';
    expect(await cardsOf(`${file}junk\r\n${file}`)).toEqual([
      { line: 2, lines: ['FN:Zoë', 'item1.EMAIL:a@b'] },
      { line: 11, lines: ['FN:Zoë', 'item1.EMAIL:a@b'] },
    ]);
  });

  it('unfold a character that is cut into bytes', async () => {
    const cut = Buffer.from('BEGIN:VCARD\nFN:Zoë\nEND:VCARD\n').toString('latin1');
    const folded = Buffer.from(cut.replace('\u00c3\u00ab', '\u00c3\n \u00ab'), 'latin1');
    const chunks = (async function* () {
      yield folded;
    })();
    expect(await Array.fromAsync(vcardCards(chunks, { maxRecordBytes: 100 }))).toEqual([
      { line: 1, lines: ['FN:Zoë'] },
    ]);
  });

  it('join soft line breaks of quoted-printable values', async () => {
    const file = 'BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:one=\ntwo=\nthree\nEND:VCARD';
    expect(await cardsOf(`${file}\n`)).toEqual([
      { line: 1, lines: ['NOTE;ENCODING=QUOTED-PRINTABLE:onetwothree'] },
    ]);
  });

  it('are not longer for a photo, folded or in one line', async () => {
    const folded = photo.replace(/(.{70})/g, '$1\n ');
    expect(
      await cardsOf(`BEGIN:VCARD\n${photo}\nFN:A\n${folded}\nTEL:1\nEND:VCARD\n`, 1000, 700),
    ).toEqual([{ line: 1, lines: ['FN:A', 'TEL:1'] }]);
  });

  it.each([
    ['a line', `NOTE:${'x'.repeat(2000)}`],
    ['many lines', 'NOTE:x\n'.repeat(400)],
    ['a folded line', `NOTE:${'\n x'.repeat(1200)}`],
  ])('stop the import when %s is longer than a record may be', async (_name, text) => {
    await expect(cardsOf(`BEGIN:VCARD\n${text}\nEND:VCARD\n`)).rejects.toMatchObject({
      name: 'RecordTooLong',
      line: expect.any(Number),
    });
  });

  it('are marked when they never end', async () => {
    expect(await cardsOf('BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\n')).toEqual([
      { line: 1, lines: null },
      { line: 3, lines: null },
    ]);
  });

  it('end with the last line even when no line break does', async () => {
    expect(await cardsOf('BEGIN:VCARD\nFN:A\nEND:VCARD')).toEqual([{ line: 1, lines: ['FN:A'] }]);
  });
});
