/** @jest-environment node */
import { describeSource } from './describe-source.ts';

describe('how a file was understood', () => {
  it('names its origin, format, encoding and delimiter', () => {
    const text = describeSource({
      source: 'outlook',
      format: 'csv',
      encoding: 'windows-1252',
      delimiter: ';',
    });
    expect(text).toBe(
      'Recognised as an export of Outlook: CSV in Windows-1252, columns separated by semicolons.',
    );
  });

  it('leaves out what a vCard does not have', () => {
    const text = describeSource({
      source: 'apple',
      format: 'vcard',
      encoding: 'utf-8',
      delimiter: null,
    });
    expect(text).toBe('Recognised as an export of Apple Contacts: vCard in UTF-8.');
  });

  it('keeps an encoding that it has no better name for', () => {
    const text = describeSource({
      source: 'plain',
      format: 'csv',
      encoding: 'koi8-r',
      delimiter: '|',
    });
    expect(text).toBe('Recognised as a plain list: CSV in koi8-r.');
  });
});
