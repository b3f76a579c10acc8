import { z } from 'zod';

/**
 * Text of at most `maxLength` UTF-16 units, trimmed.
 *
 * U+0000 is refused here because PostgreSQL cannot store it (SQLSTATE 22021).
 */
export function text(maxLength: number) {
  return z
    .string()
    .refine((value) => !value.includes('\0'), { error: 'Must not contain the character U+0000' })
    .trim()
    .max(maxLength);
}

/** Text as in `text`, where blank means absent: an empty string becomes null. */
export function optionalText(maxLength: number) {
  return text(maxLength)
    .transform((value) => (value === '' ? null : value))
    .nullable();
}
