import { domainToASCII } from 'node:url';

import { readPhoneNumber } from './phone-number.ts';

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
  /**
   * Folded `name|company`, set only when there is neither of the others; of a contact that has only
   * an unreadable phone number, `||phone`.
   */
  readonly match_key: string | null;
}

/**
 * An e-mail address in the form in which two spellings of one mailbox are equal: trimmed, NFC,
 * lower case, the domain in its ASCII form (RFC 5891), so that bücher.example and
 * xn--bcher-kva.example are one.
 */
export function emailKey(email: string): string {
  const folded = email.normalize('NFC').trim().toLowerCase();
  const at = folded.lastIndexOf('@');
  const domain = folded.slice(at + 1);
  // '' means that it is no domain name; then the text itself has to do.
  return `${folded.slice(0, at + 1)}${domainToASCII(domain) || domain}`;
}

/**
 * A phone number in E.164, or null when it is not a possible number.
 *
 * @param region ISO 3166-1 alpha-2 that numbers without `+` belong to; an unknown region reads only numbers with `+`.
 */
export function phoneKey(phone: string, region: string): string | null {
  return readPhoneNumber(phone, region)?.e164 ?? null;
}

/** The key columns of a contact in a workspace of that region. */
export function contactKeys(contact: ContactIdentity, region: string): ContactKeys {
  const email_key = contact.email === null ? null : emailKey(contact.email);
  const phone_key = contact.phone === null ? null : phoneKey(contact.phone, region);
  if (email_key !== null || phone_key !== null) return { email_key, phone_key, match_key: null };
  const { name, company, phone } = contact;
  const parts = name === null && company === null ? ['', '', phone] : [name, company];
  return { email_key, phone_key, match_key: matchKey(parts) };
}

/** Parts folded and joined so that no two different lists give the same text; null when all are blank. */
function matchKey(parts: readonly (string | null)[]): string | null {
  const folded = parts.map((part) => (part ?? '').normalize('NFC').trim().toLowerCase());
  if (folded.every((part) => part === '')) return null;
  return folded.map((part) => part.replaceAll('|', '||')).join('|');
}
