import { recogniseColumns } from './columns.ts';
import { documentOf } from '../../test/problem-document.ts';

const fieldsOf = (...header: string[]) =>
  recogniseColumns(header).columns.map(({ field }) => field);

describe('columns of a file', () => {
  it('are recognised whatever the case, marks and spaces of their names', () => {
    expect(fieldsOf(' E-MAIL ', 'first_name', 'Company  Name', 'Téléphone')).toEqual([
      'email',
      'firstName',
      'company',
      'phone',
    ]);
  });

  it('take the first of several that is filled, mobile before office', () => {
    const columns = recogniseColumns(['Email', 'Business Phone', 'Mobile Phone', 'Home Phone']);
    const both = columns.draft(2, ['', '1', '2', '3']);
    expect(both.values.phone).toBe('2');
    expect(both.column('phone')).toBe('Mobile Phone');
    expect(columns.draft(3, ['', '1', '  ', '3']).values.phone).toBe('1');
    expect(columns.draft(4, ['a@b']).values).toEqual({ email: 'a@b' });
    expect(columns.draft(5, ['']).column('phone')).toBeNull();
  });

  it.each([
    [
      ['Nom', 'Prénom'],
      ['lastName', 'firstName'],
    ],
    [
      ['Name', 'Vorname'],
      ['lastName', 'firstName'],
    ],
    [
      ['Nombre', 'Apellidos'],
      ['firstName', 'lastName'],
    ],
    [
      ['Nom', 'Prénom', 'Nom de famille'],
      [null, 'firstName', 'lastName'],
    ],
    [
      ['Nombre', 'Email'],
      ['name', 'email'],
    ],
    [
      ['Name', 'Given Name', 'Family Name'],
      ['name', 'firstName', 'lastName'],
    ],
  ])('of %j depend on each other', (header, fields) => {
    expect(fieldsOf(...header)).toEqual(fields);
  });

  it('take a title for the job only when no other column is', () => {
    expect(fieldsOf('Name', 'Title')).toEqual(['name', 'jobTitle']);
    expect(fieldsOf('Title', 'Name', 'Job Title')).toEqual([null, 'name', 'jobTitle']);
    expect(fieldsOf('Titre', 'Nom', 'Titre')).toEqual([null, 'name', 'jobTitle']);
  });

  it.each([
    [['Name', 'Unite ID'], 'unite'],
    [['Given Name', 'E-mail 1 - Value'], 'google'],
    [['Email', 'Lifecycle Stage'], 'hubspot'],
    [['First Name', 'E-mail Address', 'Business Phone'], 'outlook'],
    [['name', 'email', 'phone', 'company'], 'plain'],
    [['name', 'email', 'shoe size'], 'unknown'],
  ])('of %j say that the file is from %s', (header, source) => {
    expect(recogniseColumns(header).source).toBe(source);
  });

  it('are listed, with those understood, when none holds a contact', () => {
    const refused = (header: readonly string[]): unknown => {
      try {
        return recogniseColumns(header);
      } catch (error) {
        const { code, errors } = documentOf(error);
        return [code, ...(errors ?? []).map(({ message }) => message)];
      }
    };
    const code = 'IMPORT_NO_COLUMNS';
    expect(refused(['foo', 'Notes'])).toEqual([
      code,
      'Found: "foo", "Notes"',
      'Understood: "Notes"',
    ]);
    const many = Array.from({ length: 23 }, (_, index) => `c${index}`);
    expect(refused(many)).toEqual([
      code,
      expect.stringMatching(/^Found: "c0", .*"c11", and 11 more$/),
      'Understood: none',
    ]);
  });
});
