import { fixture } from './fixture.ts';
import { type ImportStage, openImportStage } from './import-stage.ts';

let stage: ImportStage;
beforeAll(async () => {
  stage = await openImportStage();
});
afterAll(() => stage.close());

interface Expected {
  readonly file: string;
  readonly region?: string;
  readonly report: object;
  readonly contacts: readonly object[];
}

const vcard = { format: 'vcard', delimiter: null, encoding: 'utf-8' };

const files: readonly Expected[] = [
  {
    file: 'google.csv',
    report: { format: 'csv', source: 'google', encoding: 'utf-8', delimiter: ',', created: 4 },
    contacts: [
      {
        name: 'Amélie Durand',
        email: 'amelie.durand@example.org',
        phone: '+1 202-555-0101',
        company: 'Maison Fleur',
        job_title: 'Florist',
        notes: 'Met at the spring fair.\nLikes peonies.',
      },
      { name: 'Björn Erik Åkesson', email_key: 'bjorn.akesson@example.org' },
      { name: 'Chidi Okafor', email: null, phone_key: '+12025550104' },
      { name: null, company: 'Corner Café', match_key: '|corner café' },
    ],
  },
  {
    file: 'google-legacy.csv',
    report: { source: 'google', created: 2 },
    contacts: [
      { name: 'Dora Lindqvist', company: 'Lindqvist & Daughters', job_title: 'Owner' },
      { name: 'Emeka Obi', email: 'emeka@example.org' },
    ],
  },
  {
    file: 'outlook.csv',
    report: { source: 'outlook', encoding: 'windows-1252', created: 2 },
    contacts: [
      {
        name: 'Jürgen Müßig',
        phone_key: '+12025550107',
        job_title: 'Geschäftsführer',
        notes: 'Zahlt in € – immer pünktlich',
      },
      { name: 'Karen O’Neill', email: null, company: 'Example “Paper” Co' },
    ],
  },
  {
    file: 'outlook-german.csv',
    region: 'DE',
    report: { source: 'outlook', encoding: 'windows-1252', delimiter: ';', created: 1 },
    contacts: [{ name: 'Özlem Yildiz', phone_key: '+493023125101', company: 'Yildiz Optik' }],
  },
  {
    file: 'outlook-french.csv',
    region: 'FR',
    report: { source: 'outlook', encoding: 'windows-1252', created: 1 },
    contacts: [{ name: 'Hélène Lefèvre', job_title: 'Gérante', phone_key: '+33199001234' }],
  },
  {
    file: 'outlook-spanish.csv',
    region: 'ES',
    report: { source: 'outlook', encoding: 'utf-8', created: 1 },
    contacts: [{ name: 'Íñigo Peña Ruiz', job_title: 'Mecánico', company: 'Taller Peña' }],
  },
  {
    file: 'hubspot.csv',
    report: { source: 'hubspot', created: 3 },
    contacts: [
      { name: 'Farah Haddad', company: 'Cedar Studio', stage: 'customer' },
      { name: 'Grace Kim', stage: 'qualified' },
      { name: null, email: 'info@example.com', stage: 'lead' },
    ],
  },
  {
    file: 'plain.csv',
    report: { source: 'plain', created: 3 },
    contacts: [{ name: 'Hana Mori' }, { name: 'Ivo Blažek' }, { company: 'Example Bakery' }],
  },
  {
    file: 'excel-semicolon.csv',
    region: 'DE',
    report: { delimiter: ';', encoding: 'windows-1252', created: 2, rows: 2 },
    contacts: [
      { name: 'Lena Groß', company: 'Groß & Söhne', notes: 'Sagt: "bis bald"' },
      { name: 'Max Weiß', company: 'Weiß; Schwarz OHG' },
    ],
  },
  {
    file: 'utf16.csv',
    report: { encoding: 'utf-16le', delimiter: '\t', created: 2 },
    contacts: [{ company: 'Atelier Ⓑ' }, { name: 'Ольга Иванова', company: 'Пример' }],
  },
  {
    file: 'quoted-breaks.csv',
    report: {
      created: 2,
      refused: 1,
      refusals: [
        {
          line: 7,
          column: 'Email',
          reason: 'This is not an e-mail address.',
          code: 'invalid-email',
        },
      ],
    },
    contacts: [
      { name: 'Priya Nair', notes: 'first line\nsecond, with a comma\n\nfourth "quoted"' },
      { email: 'rosa@example.org', notes: 'plain' },
    ],
  },
  {
    file: 'apple.vcf',
    report: { ...vcard, source: 'apple', created: 2 },
    contacts: [
      {
        name: 'Yuki Sato',
        email: 'yuki@example.org',
        phone_key: '+12025550114',
        company: 'Sato Design',
        notes: 'Prefers mornings; never Fridays.\nBrings samples, always.',
      },
      { name: 'Green Grocer', phone_key: '+12025550115' },
    ],
  },
  {
    file: 'contacts-v4.vcf',
    report: { ...vcard, source: 'unknown', created: 2 },
    contacts: [
      { name: 'Tomás Ferreira', email: 'tomas@example.org', notes: 'No onions, please' },
      { name: 'Ursula Maria Visser', phone_key: '+12025550117' },
    ],
  },
  {
    file: 'outlook-v21.vcf',
    report: { ...vcard, created: 1 },
    contacts: [
      { name: 'Jörg Müller', phone_key: '+12025550119', notes: 'Zeile eins\nZeile zwei grün' },
    ],
  },
];

describe.each(files)('$file', ({ file, region, report, contacts }) => {
  const type = file.endsWith('.vcf') ? 'text/vcard' : 'text/csv';
  const query = region === undefined ? '' : `?region=${region.toLowerCase()}`;

  it('becomes contacts, and nothing more when it is sent again', async () => {
    const workspace = await stage.workspace();
    expect(await stage.load(workspace, fixture(file), { type, query })).toMatchObject(report);
    const once = await stage.contacts(workspace);
    expect(once).toMatchObject(contacts);

    expect(await stage.load(workspace, fixture(file), { type, query })).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: contacts.length,
    });
    expect(await stage.contacts(workspace)).toEqual(once);
  });
});

it('reads national numbers in the region of the workspace when none is given', async () => {
  const workspace = await stage.workspace('DE');
  await stage.load(workspace, fixture('outlook-german.csv'));
  expect(await stage.contacts(workspace)).toMatchObject([{ phone_key: '+493023125101' }]);
});
