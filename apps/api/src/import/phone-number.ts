import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';

/** A phone number of a file. */
export interface PhoneNumber {
  /** What is stored: as written when it carries its country or cannot be read, else in international form. */
  readonly text: string;
  /** E.164, or null when it is no possible number. */
  readonly key: string | null;
}

/**
 * Reads a phone number as a file writes it; of several that Google joins with ` ::: ` the first.
 *
 * A national number is stored in international form: the file's region is known only now, and
 * the number has to stay the same one when the export is read elsewhere.
 *
 * @param region ISO 3166-1 alpha-2 that numbers without `+` belong to.
 */
export function readPhone(written: string, region: string): PhoneNumber {
  const text = (written.split(' ::: ')[0] ?? '').replace(/^'/, '').trim();
  // Checked by isSupportedCountry just before; the cast only tells the compiler so.
  const country = isSupportedCountry(region) ? (region as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(text, country);
  if (parsed === undefined || !parsed.isPossible()) return { text, key: null };
  return { text: text.startsWith('+') ? text : parsed.formatInternational(), key: parsed.number };
}
