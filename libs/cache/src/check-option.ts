import { CacheError } from './errors.ts';

/** What an option that is a number may be. */
export interface NumberRange {
  readonly min: number;
  /** Included; no bound by default. */
  readonly max?: number;
  /** Whether it counts things. */
  readonly isWhole?: boolean;
}

/**
 * `value`, if it is in `range`.
 *
 * @param name of the option, as the caller wrote it
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function checkNumber(name: string, value: number, range: NumberRange): number {
  const { min, max = Infinity, isWhole = false } = range;
  const isInRange =
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (!isWhole || Number.isSafeInteger(value));
  if (isInRange) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  const bounds = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new CacheError('CACHE_OPTION_INVALID', `${name} is ${kind} ${bounds}, not ${value}`);
}

/**
 * `value`, if it is one of `choices`.
 *
 * @param name of the option, as the caller wrote it
 * @throws {CacheError} CACHE_OPTION_INVALID
 */
export function checkChoice<Choice extends string>(
  name: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  throw new CacheError('CACHE_OPTION_INVALID', `${name} is one of ${choices.join(', ')}`);
}
