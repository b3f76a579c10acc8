import ICAL from 'ical.js';

import type { ImportColumn } from './columns.ts';
import type { ContactDraft, DraftField } from './contact-draft.ts';
import { modernVcardLines } from './vcard-21.ts';

/** A property of jCard (RFC 7095 §3.3): name, parameters, value type, values. */
type JcardProperty = readonly [string, Readonly<Record<string, unknown>>, string, ...unknown[]];

/** The properties that are read and the field each stands for. */
export const vcardColumns = [
  { header: 'FN', field: 'name' },
  { header: 'N', field: 'lastName' },
  { header: 'EMAIL', field: 'email' },
  { header: 'TEL', field: 'phone' },
  { header: 'ORG', field: 'company' },
  { header: 'TITLE', field: 'jobTitle' },
  { header: 'NOTE', field: 'notes' },
] as const satisfies readonly ImportColumn[];

/** A parsed card. */
export interface ParsedCard {
  readonly draft: ContactDraft;
  /** The program that wrote the card (`PRODID`), or null. */
  readonly product: string | null;
}

/**
 * Reads one card of vCard 2.1, 3.0 or 4.0; null when it does not follow the format.
 *
 * Of several addresses or numbers the preferred one is taken (`PREF`, `TYPE=pref`), among numbers
 * else a mobile one, never a fax; else the first.
 */
export function vcardDraft(line: number, lines: readonly string[]): ParsedCard | null {
  const properties = parseCard(modernVcardLines(lines));
  if (properties === null) return null;
  const all = (name: string) => properties.filter((property) => property[0] === name);
  const first = (name: string) => textOf(all(name)[0]?.[3]);
  const [lastName, firstName, middleName] = componentsOf(all('n')[0]?.[3]);
  const found: Record<(typeof fields)[number], string | undefined> = {
    name: first('fn'),
    firstName,
    middleName,
    lastName,
    email: textOf(preferred(all('email'))?.[3]),
    phone: textOf(preferred(all('tel').filter(isVoice), isMobile)?.[3])?.replace(/^tel:/i, ''),
    company: componentsOf(all('org')[0]?.[3])[0],
    jobTitle: first('title'),
    notes: first('note'),
  };
  const values: Partial<Record<DraftField, string>> = {};
  for (const field of fields) {
    const value = found[field];
    if (value !== undefined && value.trim() !== '') values[field] = value;
  }
  return {
    draft: { line, values, column: columnOf },
    product: first('prodid') ?? null,
  };
}

const fields = [
  'name',
  'firstName',
  'middleName',
  'lastName',
  'email',
  'phone',
  'company',
  'jobTitle',
  'notes',
] as const satisfies readonly DraftField[];

function columnOf(field: DraftField): string | null {
  const read = field === 'firstName' || field === 'middleName' ? 'lastName' : field;
  return vcardColumns.find((column) => column.field === read)?.header ?? null;
}

function parseCard(lines: readonly string[]): readonly JcardProperty[] | null {
  try {
    const parsed: unknown = ICAL.parse(['BEGIN:VCARD', ...lines, 'END:VCARD'].join('\r\n'));
    // ical.js types its answer as `object`; for one component it is [name, properties, components].
    return (parsed as readonly [string, readonly JcardProperty[]])[1];
  } catch {
    // ParserError and the few TypeErrors that ical.js lets out mean the same: not a vCard.
    return null;
  }
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map((part) => textOf(part) ?? '').join(', ');
  // vCard 3 escapes semicolons in every text (RFC 2426 §4); ical.js undoes that in structured values only.
  return typeof value === 'string' ? value.replaceAll('\\;', ';') : undefined;
}

function componentsOf(value: unknown): readonly (string | undefined)[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

function typesOf(property: JcardProperty): readonly string[] {
  return [property[1]['type']]
    .flat()
    .flatMap((type) => (typeof type === 'string' ? type.toLowerCase().split(',') : []));
}

function isVoice(property: JcardProperty): boolean {
  return !typesOf(property).some((type) => type === 'fax' || type === 'pager');
}

function isMobile(property: JcardProperty): boolean {
  return typesOf(property).includes('cell');
}

function preferred(
  properties: readonly JcardProperty[],
  alsoGood: (property: JcardProperty) => boolean = () => false,
): JcardProperty | undefined {
  /** 1 to 100 as RFC 6350 §5.3 orders them, then the ones without a preference. */
  const rank = (property: JcardProperty): number => {
    const preference = Number(property[1]['pref'] ?? Number.NaN);
    if (Number.isFinite(preference)) return preference;
    if (typesOf(property).includes('pref')) return 1;
    return alsoGood(property) ? 101 : 102;
  };
  return properties.toSorted((one, other) => rank(one) - rank(other))[0];
}
