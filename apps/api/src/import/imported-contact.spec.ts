import type { DraftField } from './contact-draft.ts';
import { type ReadingOptions, matchKey, readContact } from './imported-contact.ts';

type Values = Partial<Record<DraftField, string>>;

function read(values: Values, options: Partial<ReadingOptions> = {}) {
  const draft = { line: 9, values, column: (field: DraftField) => `column ${field}` };
  return readContact(draft, { region: 'US', source: 'plain', ...options });
}

const contactOf = (values: Values, options?: Partial<ReadingOptions>) =>
  read(values, options).contact;

describe('a record', () => {
  it('is a contact with its keys', () => {
    expect(contactOf({ name: 'Ann', email: 'Ann@Example.org', phone: '(202) 555-0101' })).toEqual({
      line: 9,
      id: null,
      name: 'Ann',
      email: 'Ann@Example.org',
      phone: '+1 202 555 0101',
      company: null,
      jobTitle: null,
      notes: null,
      stage: null,
      emailKey: 'ann@example.org',
      phoneKey: '+12025550101',
      matchKey: null,
      emailColumn: null,
    });
  });

  it('has its name composed when it is in parts', () => {
    const parts = { firstName: ' Ann ', middleName: 'B.', lastName: 'Clark' };
    expect(contactOf(parts)?.name).toBe('Ann B. Clark');
    expect(contactOf({ ...parts, name: 'Annie' })?.name).toBe('Annie');
    expect(contactOf({ lastName: 'Clark' })?.name).toBe('Clark');
  });

  it('keeps a phone number that cannot be read, and is matched by name and company', () => {
    expect(contactOf({ name: 'Ann', phone: 'ask Bob', company: 'ACME' })).toMatchObject({
      phone: 'ask Bob',
      phoneKey: null,
      matchKey: 'ann|acme',
    });
  });

  it('loses control characters and runs of space; notes keep their lines', () => {
    expect(
      contactOf({ name: '\x0b Ann\n\t Clark\u00a0', notes: ' a\r\nb\rc\x07\td ' }),
    ).toMatchObject({
      name: 'Ann Clark',
      notes: 'a\nb\nc\td',
    });
  });

  it.each<[string, Values, object]>([
    ['without any identity', { notes: 'x' }, { code: 'no-identity', column: null }],
    ['with nothing but control characters', { name: '\x01' }, { code: 'no-identity' }],
    [
      'with a wrong address',
      { email: 'nobody' },
      { code: 'invalid-email', column: 'column email' },
    ],
    ['with U+0000', { name: 'a\0b' }, { code: 'invalid-text', column: 'column name' }],
    ['with bytes of another encoding', { notes: 'M\uFFFDller' }, { code: 'invalid-text' }],
    ['with a long name', { name: 'x'.repeat(201) }, { code: 'too-long', column: 'column name' }],
    [
      'with long parts of a name',
      { firstName: 'x'.repeat(150), lastName: 'y'.repeat(150) },
      { code: 'too-long', column: 'column firstName' },
    ],
    ['with long notes', { name: 'A', notes: 'x'.repeat(10_001) }, { code: 'too-long' }],
    ['of an unknown stage', { name: 'A', stage: 'hot' }, { code: 'invalid-stage' }],
  ])('%s is refused', (_name, values, refusal) => {
    expect(read(values).refusal).toMatchObject({ line: 9, ...refusal });
  });

  it.each([
    ['Customer', 'plain', 'customer'],
    ['Marketing Qualified Lead', 'hubspot', 'qualified'],
    ['salesqualifiedlead', 'hubspot', 'qualified'],
    ['evangelist', 'hubspot', 'customer'],
    ['Our own stage', 'hubspot', null],
  ] as const)('of stage %j from %s is %j', (stage, source, expected) => {
    expect(contactOf({ name: 'A', stage }, { source })?.stage).toBe(expected);
  });

  describe('of our own export', () => {
    const own = { source: 'unite' } as const;
    const id = '0190A1B2-0000-7000-8000-000000000001';

    it('is taken to the letter, less the apostrophe that guards formulas', () => {
      expect(
        contactOf({ id, name: ' a  b\n', phone: "'+49 30 23125101", notes: "'=1\r\n" }, own),
      ).toMatchObject({
        id: id.toLowerCase(),
        name: ' a  b\n',
        phone: '+49 30 23125101',
        notes: '=1\r\n',
      });
    });

    it('has no id when the cell holds something else', () => {
      expect(contactOf({ id: '17', name: 'A' }, own)?.id).toBeNull();
      expect(contactOf({ name: 'A' }, own)?.id).toBeNull();
    });
  });

  it('of another file has no id, whatever its columns are called', () => {
    expect(contactOf({ id: '0190a1b2-0000-7000-8000-000000000001', name: 'A' })?.id).toBeNull();
  });
});

describe('the key of a contact without address and number', () => {
  it('is its name and company in lower case', () => {
    expect(matchKey({ name: 'Ann', company: null, phone: null })).toBe('ann|');
  });

  it('is null when it has neither and no number', () => {
    expect(matchKey({ name: null, company: null, phone: null })).toBeNull();
  });
});
