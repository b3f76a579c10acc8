import { assignmentRule } from './assignment.ts';
import { deepScrub } from './deep-scrub.ts';
import { ipAddressRules, personalDataRules } from './personal-data.ts';
import { secretRules } from './secrets.ts';
import { createSensitiveKey } from './sensitive-key.ts';

/** Options of {@link createScrubber}. */
export interface ScrubberOptions {
  /** Further names whose values are secrets, without regard to case and separators. Default: none. */
  readonly sensitiveKeys?: readonly string[];
  /** Hides IPv4 and IPv6 addresses in texts as well. Default: false, as they often are the cause. */
  readonly ipAddresses?: boolean;
  /** Levels of nesting that are kept; what lies deeper becomes `[Object]` or `[Array]`. Default: 8. */
  readonly maxDepth?: number;
  /** Members of one object or array that are kept; the others are counted. Default: 1000. */
  readonly maxBreadth?: number;
  /** Values in the whole structure that are kept, which bounds the time that a value takes. Default: 10,000. */
  readonly maxValues?: number;
  /** UTF-16 units of a text that are kept. Default: 16,384. */
  readonly maxTextLength?: number;
}

/** Takes secrets and personal data out of what leaves the process. Never throws; twice is as once. */
export interface Scrubber {
  /** `text` with what is known by its form or by the name before it replaced, e.g. by `[Filtered]`. */
  text(text: string): string;
  /**
   * A plain copy of `value`, bounded, without cycles, getters or prototypes: objects, arrays and primitives
   * that JSON can hold. Names are scrubbed as well. Calls no code of the value but its getters.
   */
  value(value: unknown): unknown;
}

/** What a text is read beyond its bound: a secret that begins within it must be known before the cut. */
const overlap = 8192;
const cut = '…';
/** What stood right behind a secret can be one itself; a text without any is read once. */
const maxPasses = 4;

/** Creates a scrubber. It keeps nothing of what it has seen but names. */
export function createScrubber(options: ScrubberOptions = {}): Scrubber {
  const { maxDepth = 8, maxBreadth = 1000, maxValues = 10_000, maxTextLength = 16_384 } = options;
  const isSensitive = createSensitiveKey(options.sensitiveKeys ?? []);
  const rules = [
    ...secretRules,
    assignmentRule(isSensitive),
    ...personalDataRules,
    ...(options.ipAddresses === true ? ipAddressRules : []),
  ];
  const scrubbed = (given: string) => {
    let text = given;
    for (let pass = 0; pass < maxPasses; pass += 1) {
      const before = text;
      text = rules.reduce((rest, rule) => rule(rest), before);
      if (text === before) break;
    }
    return text;
  };
  const text = (given: string) => {
    if (given.length <= maxTextLength) return scrubbed(given);
    const kept = scrubbed(given.slice(0, maxTextLength + overlap)).slice(0, maxTextLength - 1);
    return kept + cut;
  };
  const value = deepScrub({ text, isSensitive, maxDepth, maxBreadth, maxValues });
  return { text, value };
}
