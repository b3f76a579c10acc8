/** The members of a contact that a file can hold, before names are composed and values checked. */
export type DraftField =
  | 'id'
  | 'name'
  | 'firstName'
  | 'middleName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'company'
  | 'jobTitle'
  | 'notes'
  | 'stage';

/** What one record of a file says about a contact, as written there. */
export interface ContactDraft {
  /** 1-based line that the record begins on. */
  readonly line: number;
  /** Text per field; a field that the record does not have or leaves empty is absent. */
  readonly values: Readonly<Partial<Record<DraftField, string>>>;
  /** The column or property that a field was read from, for messages. */
  column(field: DraftField): string | null;
}

/** A record that cannot be imported, and why. */
export interface Refusal {
  /** 1-based line that the record begins on. */
  readonly line: number;
  /** Header of the column at fault; null when it is the record as a whole. */
  readonly column: string | null;
  /** What is wrong, for a person; never repeats the value. */
  readonly reason: string;
  readonly code: RefusalCode;
}

/** Every reason to refuse a record, with its sentence. Codes are stable. */
export const refusalReasons = {
  'too-many-cells':
    'The row has more cells than the header. Is a value with a separator missing its quotation marks?',
  'unclosed-quote': 'The file ends inside a quoted cell: a quotation mark is never closed.',
  'unclosed-card': 'The card has no END:VCARD.',
  'malformed-card': 'The card does not follow the vCard format.',
  'no-identity': 'The record has neither a name, an e-mail address, a phone number nor a company.',
  'invalid-email': 'This is not an e-mail address.',
  'email-taken': 'Another contact already has this e-mail address.',
  'invalid-stage': 'The stage is none of lead, qualified, customer and churned.',
  'invalid-text': 'The text has characters that are not valid in the encoding of the file.',
  'too-long': 'The text is longer than this field holds.',
} as const;

/** Stable name of a reason to refuse a record. */
export type RefusalCode = keyof typeof refusalReasons;

/** Makes the refusal of the record on `line`. */
export function refusal(line: number, code: RefusalCode, column: string | null = null): Refusal {
  return { line, column, reason: refusalReasons[code], code };
}
