import {
  type CountryCode,
  type MetadataJson,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/core';
import everywhere from 'libphonenumber-js/min/metadata';

/** A possible phone number. */
export interface PhoneNumber {
  /** E.164, e.g. `+4930901820`. */
  readonly e164: string;
  /** The same for a person, e.g. `+49 30 901820`. */
  readonly international: string;
}

/**
 * The numbering plans of all regions, where each calling code leads to its main region alone.
 *
 * Otherwise the parser finds out which of the 25 regions of +1 a number belongs to, by trying the
 * patterns of all: half of the processor time of an import, for an answer that nobody asks for.
 */
const metadata: MetadataJson = {
  ...everywhere,
  country_calling_codes: Object.fromEntries(
    Object.entries(everywhere.country_calling_codes).map(([code, [main]]) => [
      code,
      main === undefined ? [] : [main],
    ]),
  ),
};

/**
 * Reads a phone number; null when it is not a possible one.
 *
 * @param region ISO 3166-1 alpha-2 that numbers without `+` belong to; an unknown region reads only
 *   numbers with `+`.
 */
export function readPhoneNumber(text: string, region: string): PhoneNumber | null {
  const number = read(text, region);
  if (number === null || text.startsWith('+')) return number;
  // `000000` in Germany is possible, yet +49 00000 reads as another number: its zero is a trunk prefix
  // again. What is not itself in every region can be nobody's key.
  return read(number.international, region)?.e164 === number.e164 ? number : null;
}

function read(text: string, region: string): PhoneNumber | null {
  // The condition has just shown that it is one; the cast only tells the compiler so.
  const defaultCountry = Object.hasOwn(metadata.countries, region)
    ? (region as CountryCode)
    : undefined;
  const parsed = parsePhoneNumberFromString(
    text,
    defaultCountry === undefined ? {} : { defaultCountry },
    metadata,
  );
  if (!parsed?.isPossible()) return null;
  return { e164: parsed.number, international: parsed.formatInternational() };
}
