import { type Problem, fieldError } from '@unite/problem-details';

import { problems } from '../problems.ts';
import { columnNames, headerKey } from './column-names.ts';
import type { ContactDraft, DraftField } from './contact-draft.ts';

/** The program that a file was exported from. */
export type ImportSource =
  'google' | 'outlook' | 'hubspot' | 'apple' | 'plain' | 'unite' | 'unknown';

/** A column of the file and the field it is read into; null when it is not read. */
export interface ImportColumn {
  readonly header: string;
  readonly field: DraftField | null;
}

/** What a header says about the rows below it. */
export interface Columns {
  readonly source: ImportSource;
  readonly columns: readonly ImportColumn[];
  /** Reads a row; a field with several columns takes the first that is not blank. */
  draft(line: number, cells: readonly string[]): ContactDraft;
}

/** Longest header and most headers that a report repeats. */
const headerCharacters = 200;
const headersNamed = 500;

/**
 * Recognises the columns of a file by their names.
 *
 * @throws {Problem} `import-no-columns`, listing the headers, when none holds a name, an e-mail
 * address, a phone number or a company.
 */
export function recogniseColumns(header: readonly string[]): Columns {
  const keys = header.map(headerKey);
  const fields = resolveNames(keys);
  const indexes = new Map<DraftField, readonly number[]>();
  for (const field of fieldNames) {
    const found = keys.flatMap((key, index) =>
      fields[index] === field ? [{ index, rank: columnNames[field].indexOf(key) }] : [],
    );
    if (found.length > 0)
      indexes.set(
        field,
        found.toSorted((one, other) => one.rank - other.rank).map(({ index }) => index),
      );
  }
  if (!identifying.some((field) => indexes.has(field))) throw noColumns(header, fields);
  const entries = [...indexes];
  return {
    source: sourceOf(keys, fields),
    columns: header.slice(0, headersNamed).map((name, index) => ({
      header: name.slice(0, headerCharacters),
      field: fields[index] ?? null,
    })),
    draft(line, cells) {
      const values: Partial<Record<DraftField, string>> = {};
      for (const [field, candidates] of entries) {
        const index = firstFilled(candidates, cells);
        if (index !== undefined) values[field] = cells[index] ?? '';
      }
      return {
        line,
        values,
        column: (field) => {
          const index = firstFilled(indexes.get(field) ?? [], cells);
          return index === undefined ? null : (header[index] ?? null);
        },
      };
    },
  };
}

// The keys of an object literal that is typed by its fields are those fields.
const fieldNames = Object.keys(columnNames) as DraftField[];

const identifying: readonly DraftField[] = [
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'company',
];

const fieldOfKey = new Map(
  fieldNames.flatMap((field) => columnNames[field].map((key) => [key, field] as const)),
);

/** The field of each column; names that depend on their neighbours are settled here. */
function resolveNames(keys: readonly string[]): (DraftField | null)[] {
  const fields = keys.map((key) => fieldOfKey.get(key) ?? null);
  const has = (field: DraftField) => fields.includes(field);
  const settle = (names: readonly string[], field: DraftField | null) => {
    keys.forEach((key, index) => {
      if (names.includes(key)) fields[index] = field;
    });
  };
  // "Nom" and "Name" beside "Prénom" and "Vorname" are family names; "Nombre" beside "Apellidos" is a given one.
  if (has('firstName') && !has('lastName')) settle(['nom', 'name'], 'lastName');
  else if (has('firstName')) settle(['nom'], null);
  if (has('lastName') && !has('firstName')) settle(['nombre'], 'firstName');
  // Outlook's "Title" is Dr or Mrs when there is a column for the job as well; in French both are "Titre".
  const titles = ['title', 'titel', 'titre', 'título'];
  const jobs = fields.flatMap((field, index) => (field === 'jobTitle' ? [index] : []));
  if (jobs.some((index) => !titles.includes(keys[index] ?? ''))) settle(titles, null);
  else for (const index of jobs.slice(0, -1)) fields[index] = null;
  return fields;
}

/** Column names that only one program writes. */
const signatures: readonly { readonly source: ImportSource; readonly any: readonly string[] }[] = [
  { source: 'unite', any: ['unite id'] },
  {
    source: 'google',
    any: [
      ...['e mail 1 value', 'phone 1 value', 'organization 1 name', 'organization name'],
      ...['group membership', 'phonetic first name', 'given name yomi'],
    ],
  },
  {
    source: 'hubspot',
    any: ['lifecycle stage', 'record id', 'record id contact', 'associated company', 'lead status'],
  },
  {
    source: 'outlook',
    any: [
      ...[
        'e mail display name',
        'e mail type',
        'business street',
        'business phone',
        'e mail address',
      ],
      ...['e mail typ', 'telefon geschäftlich', 'adresse de messagerie', 'tél mobile'],
      ...['téléphone bureau', 'dirección de correo electrónico', 'teléfono del trabajo'],
    ],
  },
];

function sourceOf(keys: readonly string[], fields: readonly (DraftField | null)[]): ImportSource {
  const signed = signatures.find(({ any }) => any.some((key) => keys.includes(key)));
  if (signed !== undefined) return signed.source;
  return fields.every((field, index) => field !== null || keys[index] === '') ? 'plain' : 'unknown';
}

function firstFilled(candidates: readonly number[], cells: readonly string[]): number | undefined {
  for (const index of candidates) {
    const cell = cells[index];
    // A cell of spaces is a blank one; the pattern stops at the first other character.
    if (cell !== undefined && cell !== '' && /\S/.test(cell)) return index;
  }
  return undefined;
}

/** Names of a list that are repeated to the caller, and characters of each. */
const maxNames = 12;
const maxNameLength = 30;

function noColumns(header: readonly string[], fields: readonly (DraftField | null)[]): Problem {
  const understood = header.filter((_, index) => fields[index] != null);
  return problems.importNoColumns({
    errors: [
      fieldError([], 'body', 'columns_found', `Found: ${listed(header)}`),
      fieldError([], 'body', 'columns_understood', `Understood: ${listed(understood)}`),
    ],
  });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names
    .slice(0, maxNames)
    .map((name) => JSON.stringify(name.slice(0, maxNameLength)));
  const omitted = names.length - shown.length;
  return shown.join(', ') + (omitted > 0 ? `, and ${omitted} more` : '');
}
