import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** The members of a contact that decide whether two contacts are the same person. */
export interface ContactIdentity {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company: string | null;
}

/** The key columns that a contact is matched by: e-mail first, else phone, else name and company. */
export interface ContactKeys {
  readonly email_key: string | null;
  /** E.164, e.g. `+4930901820`. */
  readonly phone_key: string | null;
  /** Set only when there is neither of the others. */
  readonly match_key: string | null;
}

/** An e-mail address in the form in which two spellings of one mailbox are equal: trimmed, NFC, lower case. */
export function emailKey(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

/**
 * A phone number in E.164, or null when it is not a possible number.
 *
 * @param region ISO 3166-1 alpha-2 that numbers without `+` belong to; an unknown region reads only numbers with `+`.
 */
export function phoneKey(phone: string, region: string): string | null {
  // Checked by isSupportedCountry just before; the cast only tells the compiler so.
  const country = isSupportedCountry(region) ? (region as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(phone, country);
  return parsed?.isPossible() ? parsed.number : null;
}

/** The key columns of a contact in a workspace of that region. */
export function contactKeys(contact: ContactIdentity, region: string): ContactKeys {
  const email_key = contact.email === null ? null : emailKey(contact.email);
  const phone_key = contact.phone === null ? null : phoneKey(contact.phone, region);
  if (email_key !== null || phone_key !== null) return { email_key, phone_key, match_key: null };
  const named = contact.name !== null || contact.company !== null;
  const part = (text: string | null): string => (text ?? '').normalize('NFC').trim().toLowerCase();
  return {
    email_key,
    phone_key,
    match_key: named ? `${part(contact.name)}|${part(contact.company)}` : null,
  };
}
