import type { TraceState } from '@opentelemetry/api';

import { trimOptionalWhitespace } from './optional-whitespace.ts';

/** A vendor's entry in a `tracestate` header. */
interface Member {
  readonly key: string;
  readonly value: string;
}

/** Level 2, section 3.3.1.3.1. */
const keyShape = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
/** Printable ASCII without comma and equals sign, not ending in a blank (section 3.3.1.3.2). */
const valueShape = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Members that a list may have (section 3.3.1.1). */
const maxMembers = 32;

/** Where a list grows longer, its longest members and then its last ones are left out (section 3.3.1.5). */
const maxChars = 2048;
/** Members over this length are the first to go (section 3.3.1.5). */
const largeMemberChars = 128;

/**
 * Reads `tracestate` headers, joined by commas. Undefined when one member breaks a rule, as then none can be
 * trusted (section 3.3.1). Equal keys are kept as they came.
 */
export function parseTracestate(header: string): TraceState | undefined {
  const members: Member[] = [];
  for (const text of header.split(',')) {
    const member = trimOptionalWhitespace(text);
    if (member === '') continue;
    const at = member.indexOf('=');
    const [key, value] = [member.slice(0, Math.max(0, at)), member.slice(at + 1)];
    if (!isMember(key, value) || members.length === maxMembers) return undefined;
    members.push({ key, value });
  }
  return traceState(members);
}

function isMember(key: string, value: string): boolean {
  return keyShape.test(key) && valueShape.test(value);
}

/** Changed members go first, as whoever changed one is the last that has seen the request (section 3.5). */
function traceState(members: readonly Member[]): TraceState {
  const without = (key: string) => members.filter((member) => member.key !== key);
  return {
    get: (key) => members.find((member) => member.key === key)?.value,
    set: (key, value) =>
      isMember(key, value)
        ? traceState([{ key, value }, ...without(key)].slice(0, maxMembers))
        : traceState(members),
    unset: (key) => traceState(without(key)),
    serialize: () => fitted(members.map(({ key, value }) => `${key}=${value}`)).join(','),
  };
}

function fitted(members: readonly string[]): readonly string[] {
  const kept = [...members];
  const isTooLong = () => kept.join(',').length > maxChars;
  for (let n = kept.length - 1; n >= 0 && isTooLong(); n -= 1) {
    if ((kept[n]?.length ?? 0) > largeMemberChars) kept.splice(n, 1);
  }
  while (isTooLong()) kept.pop();
  return kept;
}
