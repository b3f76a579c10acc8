import type { ImportReport } from './import-report.ts';

const sources: Readonly<Record<ImportReport['source'], string>> = {
  google: 'an export of Google Contacts',
  outlook: 'an export of Outlook',
  hubspot: 'an export of HubSpot',
  apple: 'an export of Apple Contacts',
  unite: 'an export of Unite-Hub',
  plain: 'a plain list',
  unknown: 'a list',
};

const delimiters: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
};

const encodings: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** How the API understood a file, in one sentence. */
export function describeSource(
  report: Pick<ImportReport, 'source' | 'format' | 'encoding' | 'delimiter'>,
): string {
  const what = `Recognised as ${sources[report.source]}`;
  const format = report.format === 'vcard' ? 'vCard' : 'CSV';
  const encoding = encodings[report.encoding] ?? report.encoding;
  const between = report.delimiter === null ? undefined : delimiters[report.delimiter];
  return `${what}: ${format} in ${encoding}${between ? `, columns separated by ${between}` : ''}.`;
}
