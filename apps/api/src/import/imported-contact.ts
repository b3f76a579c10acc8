import { contactKeys, emailKey } from '../contacts/contact-keys.ts';
import { contactLimits, contactStages, isEmail } from '../contacts/contact-schemas.ts';
import type { ContactStage } from '../db/schema.ts';
import type { ImportSource } from './columns.ts';
import { type ContactDraft, type DraftField, type Refusal, refusal } from './contact-draft.ts';
import { firstEmail } from './email-address.ts';
import { bareFormula } from './formula-guard.ts';
import { firstPhone, readPhone } from './imported-phone.ts';

/** What a record says about a contact, checked; null where it says nothing. */
export interface ImportedContact {
  readonly line: number;
  /** Id of the contact that the row was exported from; only in this product's own files. */
  readonly id: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly jobTitle: string | null;
  readonly notes: string | null;
  readonly stage: ContactStage | null;
  readonly emailKey: string | null;
  readonly phoneKey: string | null;
  readonly matchKey: string | null;
  /** Column of the e-mail address, for messages. */
  readonly emailColumn: string | null;
}

/** What a file's records are read with. */
export interface ReadingOptions {
  /** ISO 3166-1 alpha-2 that phone numbers without `+` belong to. */
  readonly region: string;
  readonly source: ImportSource;
}

/** Either a contact or the reason why the record is none. */
export type ReadContact =
  | { readonly contact: ImportedContact; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly contact?: never };

type TextField = keyof typeof contactLimits;

/**
 * Checks a record and brings it into the form in which it is stored and matched.
 *
 * Runs of white space become one space, other control characters too; notes keep their line
 * breaks. Files that this product exported are taken to the letter, less the apostrophe that
 * guards formulas, so that importing an export changes nothing.
 */
export function readContact(draft: ContactDraft, { region, source }: ReadingOptions): ReadContact {
  const refuse = (code: Refusal['code'], field?: DraftField): ReadContact => ({
    refusal: refusal(draft.line, code, field === undefined ? null : draft.column(field)),
  });
  for (const field in draft.values) {
    // U+0000 cannot be stored; U+FFFD stands where the bytes were no character. The keys are the fields.
    if (/[\0\uFFFD]/.test(draft.values[field as DraftField] ?? ''))
      return refuse('invalid-text', field as DraftField);
  }

  const own = source === 'unite';
  const tidy = own ? bareFormula : oneLine;
  const read = (field: DraftField): string | null => textOrNull(draft.values[field], tidy);
  const parts = [read('firstName'), read('middleName'), read('lastName')];
  const written = read('email');
  const number = textOrNull(
    draft.values.phone,
    own ? bareFormula : (it) => firstPhone(oneLine(it)),
  );
  const email = written === null || own ? written : firstEmail(written);
  const phone = number === null ? null : readPhone(number, region);
  const texts: Readonly<Record<TextField, string | null>> = {
    name: read('name') ?? textOrNull(parts.filter((part) => part !== null).join(' '), (it) => it),
    email,
    phone: phone?.text ?? null,
    company: read('company'),
    jobTitle: read('jobTitle'),
    notes: textOrNull(draft.values.notes, own ? bareFormula : manyLines),
  };
  if (email !== null && !isEmail(email)) return refuse('invalid-email', 'email');
  for (const field of textFields) {
    if ((texts[field]?.length ?? 0) > contactLimits[field])
      return refuse('too-long', field === 'name' ? nameField(draft) : field);
  }
  if (texts.name === null && email === null && phone === null && texts.company === null)
    return refuse('no-identity');
  const stage = readStage(read('stage'), source);
  if (stage === undefined) return refuse('invalid-stage', 'stage');

  const key = email === null ? null : emailKey(email);
  return {
    contact: {
      line: draft.line,
      id: own ? readId(draft.values.id) : null,
      ...texts,
      stage,
      emailKey: key,
      phoneKey: phone?.key ?? null,
      matchKey: key === null && phone?.key == null ? matchKey(texts) : null,
      emailColumn: own ? draft.column('email') : null,
    },
  };
}

/** The key of a contact without an e-mail address and without a readable phone number. */
export function matchKey(contact: {
  readonly name: string | null;
  readonly company: string | null;
  readonly phone: string | null;
}): string | null {
  // The region matters to readable numbers only, and there is none here.
  return contactKeys({ ...contact, email: null }, '').match_key;
}

const textFields = ['name', 'email', 'phone', 'company', 'jobTitle', 'notes'] as const;

function textOrNull(value: string | undefined, tidy: (value: string) => string): string | null {
  if (value === undefined) return null;
  const text = tidy(value);
  return text === '' ? null : text;
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const spaces = /[\u0000-\u001f\u007f-\u009f\s]+/g;
// eslint-disable-next-line no-control-regex -- as above, less tab and line feed
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

function oneLine(value: string): string {
  return value.replace(spaces, ' ').trim();
}

function manyLines(value: string): string {
  return value.replace(/\r\n?/g, '\n').replace(controls, '').trim();
}

function nameField(draft: ContactDraft): DraftField {
  return draft.values.name === undefined ? 'firstName' : 'name';
}

function readId(value: string | undefined): string | null {
  return value !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
    ? value.toLowerCase()
    : null;
}

/** Lifecycle stages of HubSpot, as exported with labels or internal names, in our words. */
const lifecycleStages: ReadonlyMap<string, ContactStage> = new Map([
  ['subscriber', 'lead'],
  ['marketing qualified lead', 'qualified'],
  ['marketingqualifiedlead', 'qualified'],
  ['sales qualified lead', 'qualified'],
  ['salesqualifiedlead', 'qualified'],
  ['opportunity', 'qualified'],
  ['evangelist', 'customer'],
]);

/** The stage; null when the record names none that means anything here, undefined when it is wrong. */
function readStage(written: string | null, source: ImportSource): ContactStage | null | undefined {
  if (written === null) return null;
  const word = written.toLowerCase();
  const stage = contactStages.find((it) => it === word) ?? lifecycleStages.get(word);
  // HubSpot accounts define stages of their own; a contact is worth more than the word for its stage.
  return stage ?? (source === 'hubspot' ? null : undefined);
}
