import { readPhoneNumber } from '../contacts/phone-number.ts';

/** A phone number of a file. */
export interface ImportedPhone {
  /** What is stored: as written when it carries its country or cannot be read, else in international form. */
  readonly text: string;
  /** E.164, or null when it is no possible number. */
  readonly key: string | null;
}

/**
 * The number that a phone cell of another program holds: of several that Google joins with ` ::: `
 * the first, without the apostrophe that keeps spreadsheets from calculating with it.
 */
export function firstPhone(cell: string): string {
  return (cell.split(' ::: ')[0] ?? '').replace(/^'/, '').trim();
}

/**
 * Reads a phone number.
 *
 * A national number is stored in international form: the file's region is known only now, and
 * the number has to stay the same one when the export is read elsewhere.
 *
 * @param region ISO 3166-1 alpha-2 that numbers without `+` belong to.
 */
export function readPhone(written: string, region: string): ImportedPhone {
  const number = readPhoneNumber(written, region);
  if (number === null) return { text: written, key: null };
  return { text: written.startsWith('+') ? written : number.international, key: number.e164 };
}
