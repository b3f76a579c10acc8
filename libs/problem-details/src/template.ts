/** Longest text that a parameter contributes to a sentence, in UTF-16 units. */
export const maxParamLength = 500;

/** The names between braces in the template `T`. */
export type ParamNames<T> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

const placeholder = /\{(\w+)\}/g;

/** The names between braces in `template`, each once. */
export function paramNames(template: string): string[] {
  return [...new Set(Array.from(template.matchAll(placeholder), ([, name]) => name ?? ''))];
}

/**
 * Fills the `{name}`s of `template` with `data`; a value that is neither text nor a finite number
 * becomes `…`, so that no object is ever printed into a sentence.
 */
export function fillTemplate(template: string, data: Readonly<Record<string, unknown>>): string {
  return template.replace(placeholder, (_, name: string) => {
    const value = data[name];
    if (typeof value === 'string') return oneLine(value, maxParamLength);
    return Number.isFinite(value) ? String(value) : '…';
  });
}

/** `text` without control characters and lone surrogates, cut to `maxLength`. */
export function oneLine(text: string, maxLength: number): string {
  const kept = text.length > maxLength ? text.slice(0, maxLength) : text;
  return kept.toWellFormed().replace(unprintable, ' ');
}

/** Control characters and line separators forge lines in logs. */
const unprintable = /[^ -~\u00a0-\u2027\u202a-\uffff]+/g;
