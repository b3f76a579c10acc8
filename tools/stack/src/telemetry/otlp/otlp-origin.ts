import type { WireAnyValue, WireKeyValue, WireResource, WireScope } from './otlp-wire.ts';

/** The value of an attribute; an integer beyond 2^53 is decimal text, bytes are base64. */
export type OtlpValue =
  string | number | boolean | null | readonly OtlpValue[] | { readonly [key: string]: OtlpValue };

/** Attributes by name. */
export type OtlpAttributes = Readonly<Record<string, OtlpValue>>;

/** What a point or a span comes from. */
export interface OtlpOrigin {
  /** Epoch milliseconds of the arrival. */
  readonly atMs: number;
  /** Attributes of the resource. */
  readonly resource: OtlpAttributes;
  readonly scope: { readonly name: string; readonly version: string };
}

/** Something that OTLP does not allow; the message says what. */
export class OtlpFault extends Error {}

/** Reads resource and scope. */
export function readOrigin(
  atMs: number,
  resource: WireResource | null,
  scope: WireScope | null,
): OtlpOrigin {
  const { name = '', version = '' } = scope ?? {};
  return { atMs, resource: readAttributes(resource?.attributes ?? []), scope: { name, version } };
}

/** @throws {OtlpFault} when a name is empty or there twice */
export function readAttributes(pairs: readonly WireKeyValue[]): OtlpAttributes {
  const names = new Set(pairs.map(({ key }) => key));
  if (names.size !== pairs.length) throw new OtlpFault('an attribute is there twice');
  if (names.has('')) throw new OtlpFault('an attribute has no name');
  return Object.fromEntries(pairs.map(({ key, value }) => [key, readValue(value)]));
}

/** An id as hexadecimal text; empty when it is absent. */
export function readId(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}

/** An integer that JavaScript can hold as a number, or else as text. */
export function readInteger(text: string): number | string {
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

function readValue(value: WireAnyValue | null): OtlpValue {
  if (value === null) return null;
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = value;
  if (intValue !== undefined) return readInteger(intValue);
  if (value.arrayValue) return value.arrayValue.values.map(readValue);
  if (value.kvlistValue) return readAttributes(value.kvlistValue.values);
  return stringValue ?? boolValue ?? doubleValue ?? bytesValue ?? null;
}
