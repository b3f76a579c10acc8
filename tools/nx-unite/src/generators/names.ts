import { Refusal } from './refusal.ts';

/** One name in the forms that files, types and codes are written in. */
export interface Names {
  /** `rate-limit` */
  readonly kebab: string;
  /** `RateLimit` */
  readonly pascal: string;
  /** `rateLimit` */
  readonly camel: string;
  /** `RATE_LIMIT` */
  readonly upper: string;
  /** `Rate limit` */
  readonly title: string;
}

/**
 * The forms of a kebab-case name.
 *
 * @throws {Refusal} when `kebab` is not lower-case words joined by hyphens, 2 to 40 characters.
 */
export function names(kind: string, kebab: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab) || kebab.length < 2 || kebab.length > 40) {
    throw new Refusal(
      `the ${kind} "${kebab}" must be lower-case words joined by hyphens, like rate-limit`,
    );
  }
  const words = kebab.split('-');
  const pascal = words.map(capital).join('');
  return {
    kebab,
    pascal,
    camel: `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`,
    upper: words.join('_').toUpperCase(),
    title: capital(words.join(' ')),
  };
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
