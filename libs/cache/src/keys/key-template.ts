import { CacheError } from '../errors.ts';
import { isGlob, type Glob } from './glob.ts';
import { decodePart, encodePart, type KeyPart } from './key-part.ts';

/** The placeholders of a template, in their order. */
export type FieldsOf<Template extends string> =
  Template extends `${string}{${infer Field}}${infer Rest}` ? [Field, ...FieldsOf<Rest>] : [];

/** The keys of a template: a part for each placeholder, and nothing else. */
export type KeyOf<Template extends string> = string extends Template
  ? Readonly<Record<string, KeyPart>>
  : { readonly [Field in FieldsOf<Template>[number]]: KeyPart };

/** What a prefix is given by: some of the leading placeholders, not all. */
export type PrefixOf<Template extends string> = string extends Template
  ? Readonly<Record<string, KeyPart>>
  : Leading<FieldsOf<Template>>;

type Leading<Fields extends readonly string[], Seen extends string = never> = Fields extends [
  infer Field extends string,
  ...infer Rest extends [string, ...string[]],
]
  ? { readonly [Each in Seen | Field]: KeyPart } | Leading<Rest, Seen | Field>
  : never;

/** Keys that have these parts: one that is left out may be any. */
export type PatternOf<Template extends string> = string extends Template
  ? Readonly<Record<string, KeyPart | Glob>>
  : { readonly [Field in FieldsOf<Template>[number]]?: KeyPart | Glob };

/** What stands for all keys that match: one name, one tag, or a pattern of names. */
export type Matching =
  | { readonly keys: readonly [string] }
  | { readonly tags: readonly [string] }
  | { readonly patterns: readonly [string] };

/** How a namespace's keys become names. */
export interface KeyTemplate<Template extends string = string> {
  /** The placeholders, in their order. */
  readonly fields: readonly string[];

  /**
   * The name of `key`, at most {@link maxKeyBytes} of ASCII. Keys whose parts differ as text have different names.
   *
   * @throws {CacheError} CACHE_KEY_INVALID when a part is missing, too many or unusable (see {@link encodePart}), or the
   * name too long; the message names the placeholder and never shows a value
   */
  nameOf(key: KeyOf<Template>): string;

  /**
   * The tag of all keys that begin with `partial`.
   *
   * @throws {CacheError} CACHE_KEY_INVALID as {@link nameOf}, and when `partial` does not consist of leading placeholders
   */
  prefixOf(partial: PrefixOf<Template>): string;

  /**
   * What the names of all keys that begin with `partial` begin with.
   *
   * @throws {CacheError} CACHE_KEY_INVALID as {@link prefixOf}
   */
  namesBegin(partial: PrefixOf<Template>): string;

  /**
   * What stands for all keys that match `pattern`: a pattern only where no name and no prefix does.
   *
   * @throws {CacheError} CACHE_KEY_INVALID when it has a part that is unusable or none of the template's, has none that
   *   restricts it, or does not give the tenant exactly
   */
  matching(pattern: PatternOf<Template>): Matching;

  /** Every prefix tag of `key`, the widest first: one for each group of leading placeholders but the whole. */
  prefixTagsOf(key: KeyOf<Template>): string[];

  /** The parts, as text, of a key with this name; undefined for what is no name of this template. */
  partsOf(name: string): KeyOf<Template> | undefined;

  /** The names without values, such as `contacts:workspace:{id}:{page}`: safe to measure and to log by. */
  describe(): string;
}

/** The longest name. Longer ones cost memory and time in every layer: make a digest of what is long. */
export const maxKeyBytes = 512;

/** Begins the tags of prefixes. A namespace has a longer name, so that no name of a key begins so. */
const prefixMark = 'p:';

const namespaceForm = /^[a-z][a-z0-9-]+$/i;
const literalForm = /^[\w.~-]+$/;
const placeholderForm = /^\{([a-z]\w*)\}$/i;

/**
 * Compiles `template`: words and placeholders, separated by colons, as in `workspace:{workspace}:{page}`.
 *
 * @param namespace begins every name: a letter, then letters, digits and hyphens, two characters at least
 * @param tenantField the placeholder that keeps tenants apart. It has to be the first, so that each tenant's names and
 * prefixes are its own
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function parseKeyTemplate<const Template extends string>(
  namespace: string,
  template: Template,
  tenantField?: string,
): KeyTemplate<Template> {
  if (!namespaceForm.test(namespace))
    throw unusable(`the name of namespace "${namespace}" is not two or more of a-z, 0-9 and -`);
  const title = `${namespace}:${template}`;
  const { fields, heads, tail } = compile(namespace, template, title);
  if (tenantField !== undefined && fields[0] !== tenantField)
    throw unusable(`the first placeholder of "${title}" is not the tenant's, {${tenantField}}`);

  const compose = composer(fields, heads, tail);
  const prefixers = fields.slice(1).map((_, before) => {
    const count = before + 1;
    const write = composer(fields.slice(0, count), heads, ':');
    return (parts: Parts): string => checkLength(prefixMark + write(parts));
  });

  function checkLength(name: string): string {
    if (name.length <= maxKeyBytes) return name;
    throw misfit(`a name of "${title}" is longer than ${maxKeyBytes} bytes; use a digest`);
  }

  function prefixOf(partial: PrefixOf<Template>): string {
    const prefixer = prefixers[Object.keys(partial).length - 1];
    if (prefixer === undefined)
      throw misfit(`a prefix of "${title}" has some of its leading parts, not all`);
    return prefixer(partial);
  }

  function matching(pattern: Parts): Matching {
    if (!Object.keys(pattern).every((field) => fields.includes(field)))
      throw misfit(`a pattern of "${title}" has only parts of its template`);
    const texts = fields.map((field) =>
      Object.hasOwn(pattern, field) ? encodeMatching(field, pattern) : '*',
    );
    const isOpen = (text: string) => text.includes('*');
    if (tenantField !== undefined && isOpen(texts[0] ?? '*'))
      throw misfit(`a pattern of "${title}" gives {${tenantField}} exactly`);
    if (texts.every((text) => text === '*'))
      throw misfit(`a pattern of "${title}" gives at least one part; clear() ends all`);
    const write = (some: readonly string[]) => some.map((text, at) => heads[at] + text).join('');
    const name = checkLength(write(texts) + tail);
    const exact = texts.findIndex(isOpen);
    if (exact < 0) return { keys: [name] };
    const isPrefix = exact > 0 && texts.slice(exact).every((text) => text === '*');
    if (!isPrefix) return { patterns: [name] };
    return { tags: [checkLength(`${prefixMark}${write(texts.slice(0, exact))}:`)] };
  }

  return {
    fields,
    matching,
    nameOf(key) {
      const name = compose(key);
      if (!hasExactly(fields.length, key))
        throw misfit(`a key of "${title}" has exactly the parts of its template`);
      return checkLength(name);
    },
    prefixOf,
    namesBegin: (partial) => prefixOf(partial).slice(prefixMark.length),
    prefixTagsOf: (key) => prefixers.map((prefixer) => prefixer(key)),
    // What it finds are the parts of the template, each as text.
    partsOf: matcher(title, fields) as KeyTemplate<Template>['partsOf'],
    describe: () => title,
  };
}

type Parts = Readonly<Record<string, unknown>>;

function encodeMatching(field: string, pattern: Parts): string {
  const part = pattern[field];
  if (!isGlob(part)) return encodePart(field, part);
  if (part.encoded === '') throw misfit(`${field} is an empty glob`);
  return part.encoded;
}

/** Writes parts between `heads`. One or two parts, as nearly all keys have, are written without a loop: half the time. */
function composer(fields: readonly string[], heads: readonly string[], tail: string) {
  const [field = '', second = ''] = fields;
  const [head = '', between = ''] = heads;
  if (fields.length === 1)
    return (parts: Parts): string => `${head}${encodePart(field, parts[field])}${tail}`;
  if (fields.length === 2)
    return (parts: Parts): string =>
      `${head}${encodePart(field, parts[field])}${between}${encodePart(second, parts[second])}${tail}`;
  return (parts: Parts): string => {
    let text = '';
    for (const [at, each] of fields.entries()) text += heads[at] + encodePart(each, parts[each]);
    return text + tail;
  };
}

/** Counts with for-in, which makes no array; it sees what is inherited as well, so that its no is looked into. */
function hasExactly(count: number, parts: object): boolean {
  let seen = 0;
  for (const field in parts) {
    void field;
    seen += 1;
  }
  return seen === count || Object.keys(parts).length === count;
}

/** The text before each placeholder, and that behind the last. */
function compile(namespace: string, template: string, title: string) {
  const fields: string[] = [];
  const heads: string[] = [];
  let text = namespace;
  for (const segment of template.split(':')) {
    const field = placeholderForm.exec(segment)?.[1];
    if (field === undefined && !literalForm.test(segment))
      throw unusable(`"${segment}" in "${title}" is neither a word nor a placeholder`);
    text += ':';
    if (field === undefined) text += segment;
    else {
      if (fields.includes(field)) throw unusable(`{${field}} is twice in "${title}"`);
      fields.push(field);
      heads.push(text);
      text = '';
    }
  }
  if (title.length > maxKeyBytes) throw unusable(`"${title}" is longer than ${maxKeyBytes} bytes`);
  return { fields, heads, tail: text };
}

/** Reads names back. */
function matcher(
  title: string,
  fields: readonly string[],
): (name: string) => Readonly<Record<string, string>> | undefined {
  const segments = title.split(':');
  return (name) => {
    const texts = name.split(':');
    if (texts.length !== segments.length || name.length > maxKeyBytes) return undefined;
    const parts = new Map<string, string>();
    for (const [at, segment] of segments.entries()) {
      const text = texts[at] ?? '';
      const field = placeholderForm.exec(segment)?.[1];
      const value = field === undefined ? text : decodePart(text);
      if (value === undefined || (field === undefined && text !== segment)) return undefined;
      if (field !== undefined) parts.set(field, value);
    }
    return parts.size === fields.length ? Object.fromEntries(parts) : undefined;
  };
}

const unusable = (message: string): CacheError => new CacheError('CACHE_OPTION_INVALID', message);

const misfit = (message: string): CacheError => new CacheError('CACHE_KEY_INVALID', message);
