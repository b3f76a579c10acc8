/** @jest-environment node */
import { importMediaType } from './import-media-type.ts';

describe('the media type of a file', () => {
  it.each([
    ['contacts.csv', 'application/vnd.ms-excel', 'text/csv'],
    ['CONTACTS.CSV', '', 'text/csv'],
    ['contacts.tsv', '', 'text/tab-separated-values'],
    ['contacts.vcf', 'text/x-vcard', 'text/vcard'],
    ['export', 'text/x-vcard', 'text/vcard'],
    ['export', 'text/directory', 'text/vcard'],
    ['export', 'text/tab-separated-values', 'text/tab-separated-values'],
    ['export', '', 'text/csv'],
  ])('of %s (%s) is %s', (name, type, expected) => {
    expect(importMediaType({ name, type })).toBe(expected);
  });
});
