/** One or two capital letters of a name or an address: `Ada Lovelace` gives `AL`, nothing usable gives `?`. */
export function initials(name: string): string {
  const words = name
    .replace(/@.*/u, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => /^\p{L}/u.test(word));
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => (word === undefined ? '' : (Array.from(word)[0] ?? '')))
    .join('')
    .toLocaleUpperCase('en');
}
