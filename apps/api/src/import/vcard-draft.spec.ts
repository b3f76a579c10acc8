import { vcardDraft } from './vcard-draft.ts';

const valuesOf = (...lines: string[]) => vcardDraft(1, lines)?.draft.values;

describe('a card', () => {
  it('is read as vCard 3, escapes undone', () => {
    expect(
      valuesOf(
        'VERSION:3.0',
        'N:Sato;Yuki;Ren;;',
        'FN:Yuki Sato',
        'ORG:Sato\\, Inc.;Studio',
        'TITLE:Director',
        'NOTE:one\\ntwo\\; three\\, four',
      ),
    ).toEqual({
      name: 'Yuki Sato',
      lastName: 'Sato',
      firstName: 'Yuki',
      middleName: 'Ren',
      company: 'Sato, Inc.',
      jobTitle: 'Director',
      notes: 'one\ntwo; three, four',
    });
  });

  it('prefers what vCard 4 ranks first', () => {
    expect(
      valuesOf(
        'VERSION:4.0',
        'FN:A',
        'EMAIL:third@example.org',
        'EMAIL;PREF=2:second@example.org',
        'EMAIL;PREF=1:first@example.org',
        'TEL;VALUE=uri;TYPE="voice,home":tel:+1-202-555-0144',
      ),
    ).toMatchObject({ email: 'first@example.org', phone: '+1-202-555-0144' });
  });

  it('prefers a mobile number and never takes a fax', () => {
    const numbers = ['TEL;TYPE=FAX:1', 'TEL;TYPE=HOME:2', 'TEL;TYPE=CELL:3'];
    expect(valuesOf('VERSION:3.0', 'FN:A', ...numbers)?.phone).toBe('3');
    expect(valuesOf('VERSION:3.0', 'FN:A', ...numbers, 'TEL;TYPE=WORK,pref:4')?.phone).toBe('4');
    expect(valuesOf('VERSION:3.0', 'FN:A', 'TEL;TYPE=FAX:1')?.phone).toBeUndefined();
  });

  it('is read as vCard 2.1: bare types, quoted-printable, character sets', () => {
    expect(
      valuesOf(
        'VERSION:2.1',
        'N;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg',
        'ORG:Beispiel, Partner',
        'TEL;FAX:1',
        'TEL;CELL;TYPE=VOICE;X=Y:2',
        'NOTE;QUOTED-PRINTABLE:50% =C3=BC=0D=0Aend',
        'TITLE;CHARSET=nonsense;ENCODING=QUOTED-PRINTABLE:a=41',
      ),
    ).toEqual({
      lastName: 'Müller',
      firstName: 'Jörg',
      company: 'Beispiel, Partner',
      phone: '2',
      notes: '50% ü\nend',
      jobTitle: 'aA',
    });
  });

  it('names the property that a field was read from', () => {
    const draft = vcardDraft(7, ['VERSION:3.0', 'FN:A', 'PRODID:-//Apple Inc.//iOS 19//EN']);
    expect(draft?.product).toBe('-//Apple Inc.//iOS 19//EN');
    expect(draft?.draft.line).toBe(7);
    expect(draft?.draft.column('email')).toBe('EMAIL');
    expect(draft?.draft.column('firstName')).toBe('N');
    expect(draft?.draft.column('stage')).toBeNull();
  });

  it('is null when it does not follow the format', () => {
    expect(vcardDraft(1, ['VERSION:3.0', 'TEL;CELL:1'])).toBeNull();
  });
});
