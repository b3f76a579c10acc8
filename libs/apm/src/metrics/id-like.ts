/** Shapes of values that name one person or thing, and what is written in their place. */
const shapes: readonly (readonly [shape: RegExp, placeholder: string])[] = [
  [/[^\s@/]+@[^\s@/]+\.[^\s@/]+/g, '{email}'],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{uuid}'],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '{ulid}'],
  [/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{16,}\b/gi, '{hex}'],
  [/\d{6,}/g, '{number}'],
];

/**
 * `value` with e-mail addresses, UUIDs, ULIDs, hexadecimal ids of 16 digits or more and runs of 6
 * decimal digits or more replaced by a placeholder. Status codes, ports, years and versions stay.
 */
export function withoutIds(value: string): string {
  // Each shape holds a digit or an @: most values are done here.
  if (!/[\d@]/.test(value)) return value;
  return shapes.reduce((text, [shape, placeholder]) => text.replace(shape, placeholder), value);
}
