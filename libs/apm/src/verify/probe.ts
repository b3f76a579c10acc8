import type { Random } from '../random.ts';

/** A new id: 32 hexadecimal digits, as Sentry wants event ids. */
export function createProbe(random: Random): string {
  return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
}
