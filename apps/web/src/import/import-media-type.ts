/** The media types that the API imports. */
export type ImportMediaType = 'text/csv' | 'text/tab-separated-values' | 'text/vcard';

const extensions: Readonly<Record<string, ImportMediaType>> = {
  csv: 'text/csv',
  txt: 'text/csv',
  tsv: 'text/tab-separated-values',
  tab: 'text/tab-separated-values',
  vcf: 'text/vcard',
  vcard: 'text/vcard',
};

/** What the file picker offers. */
export const importAccept = '.csv,.tsv,.tab,.txt,.vcf,.vcard,text/csv,text/vcard';

/**
 * The media type to send a file as: by its extension, else by what it says of itself, else CSV. The browser's
 * own guess comes second because some systems call every .csv an Excel sheet.
 */
export function importMediaType(file: {
  readonly name: string;
  readonly type: string;
}): ImportMediaType {
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const known = extensions[extension];
  if (known !== undefined) return known;
  if (/vcard|directory/.test(file.type)) return 'text/vcard';
  return file.type === 'text/tab-separated-values' ? file.type : 'text/csv';
}
