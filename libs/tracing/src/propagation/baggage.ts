import { type Baggage, baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';

import { trimOptionalWhitespace } from './optional-whitespace.ts';

/** RFC 9110 token, which is what a key of baggage is (W3C Baggage, section 3.3.1.2). */
const keyShape = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** `baggage-octet` (section 3.3.1.3). */
const valueShape = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/** What every platform must propagate at least, and so the most that is safe (section 3.3.2). */
const maxMembers = 64;
const maxBytes = 8192;

/**
 * Reads a `baggage` header and keeps the entries whose key is allowed. Members that break a rule are left out, and
 * so is what exceeds 64 members or 8192 bytes.
 */
export function parseBaggage(header: string, isAllowed: (key: string) => boolean): Baggage {
  // A map: a key may be called `__proto__`.
  const entries = new Map<string, { value: string; metadata?: BaggageMetadata }>();
  for (const member of header.slice(0, maxBytes).split(',').slice(0, maxMembers)) {
    const [pair = '', ...properties] = member.split(';').map(trimOptionalWhitespace);
    const at = pair.indexOf('=');
    const [key = '', text = ''] = [pair.slice(0, Math.max(0, at)), pair.slice(at + 1)].map(
      trimOptionalWhitespace,
    );
    const value = valueShape.test(text) ? percentDecoded(text) : undefined;
    if (!keyShape.test(key) || value === undefined || !isAllowed(key)) continue;
    const metadata = baggageEntryMetadataFromString(properties.join(';'));
    entries.set(key, properties.length === 0 ? { value } : { value, metadata });
  }
  return propagation.createBaggage(Object.fromEntries(entries));
}

type BaggageMetadata = ReturnType<typeof baggageEntryMetadataFromString>;

/** Writes the allowed entries, as many as fit into 64 members and 8192 bytes; empty when there is none. */
export function formatBaggage(baggage: Baggage, isAllowed: (key: string) => boolean): string {
  const members = baggage
    .getAllEntries()
    .filter(([key]) => keyShape.test(key) && isAllowed(key))
    .slice(0, maxMembers)
    .map(([key, { value, metadata }]) => {
      const properties = metadata?.toString() ?? '';
      return `${key}=${encodeURIComponent(value)}${properties === '' ? '' : `;${properties}`}`;
    });
  let text = '';
  for (const member of members) {
    const longer = text === '' ? member : `${text},${member}`;
    if (longer.length <= maxBytes) text = longer;
  }
  return text;
}

/** Undefined for a text that is not percent-encoded UTF-8. */
function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
