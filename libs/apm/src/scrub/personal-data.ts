import type { TextRule } from './secrets.ts';

const isLocalPart = /[\p{L}\p{N}._+'-]/u;
const domain = /(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/uy;
/** `icon@2x.png` and `pkg@1.0.0-beta.js` are files. */
const fileName =
  /\.(?:png|jpe?g|gif|svg|webp|avif|css|html?|json|map|wasm|node|[cm]?[jt]sx?|md|txt|log)$/i;

/**
 * E-mail addresses, also with `%40` as in a query. It looks left and right from each `@`, so that a long text
 * without one costs nothing and one full of them is read twice at most.
 */
const emails: TextRule = (text) => {
  const at = /@|%40/g;
  let done = 0;
  let result = '';
  for (let found = at.exec(text); found; found = at.exec(text)) {
    let start = found.index;
    while (start > done && isLocalPart.test(text[start - 1] ?? '')) start -= 1;
    if (start === found.index) continue;
    domain.lastIndex = at.lastIndex;
    const host = domain.exec(text)?.[0];
    if (host === undefined || fileName.test(host)) continue;
    result += `${text.slice(done, start)}[email]`;
    done = at.lastIndex + host.length;
    at.lastIndex = done;
  }
  return done === 0 ? text : result + text.slice(done);
};

/** E.164 with the usual marks between the digits, `00` as the exit code, and North America's own form. */
const phone =
  /(?<![\w+.-])(?:\+\d(?:[ ()./-]{0,3}\d){7,14}|00[1-9]\d{0,2}(?:[ ()/-]{1,3}\d{2,8}){1,5}|(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4})(?![\w])/g;

/**
 * Replaces what begins at a match of `start` and has a length there. Each beginning is tried: what stands before a
 * number can look like the beginning of one that is none.
 */
function replaceFrom(
  text: string,
  start: RegExp,
  lengthAt: (text: string, index: number) => number,
  replacement: string,
): string {
  let replaced = '';
  let read = 0;
  for (const { index } of text.matchAll(start)) {
    const length = index < read ? 0 : lengthAt(text, index);
    if (length === 0) continue;
    replaced += text.slice(read, index) + replacement;
    read = index + length;
  }
  return replaced + text.slice(read);
}

/** Where a number of a card may begin. */
const cardStart = /(?<![\da-fA-F.])\d{4}/g;
const cardLike =
  /(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?![\da-fA-F])/y;
/** ISO/IEC 7812 prefixes of the schemes that issue cards; times in milliseconds begin with others. */
const issuer = /^(?:4|5[0-8]|2[2-7]|3[04-9]|6)/;

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (!issuer.test(digits)) return false;
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = Number(digits[digits.length - 1 - fromRight]);
    const doubled = fromRight % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Length of the number of a card that begins at `start`, else 0. */
function cardLength(text: string, start: number): number {
  cardLike.lastIndex = start;
  const [found = ''] = cardLike.exec(text) ?? [];
  return isCard(found) ? found.length : 0;
}

/** Where an IBAN may begin. */
const ibanStart = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}/g;
const ibanLike = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/y;

/** ISO 13616: with the first four at the end and letters as numbers, it leaves 1 divided by 97. */
function isIban(compact: string): boolean {
  if (compact.length < 15) return false;
  const moved = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const char of moved) rest = Number(`${rest}${Number.parseInt(char, 36)}`) % 97;
  return rest === 1;
}

/** Length of the longest IBAN that begins at `start`, else 0: words in capitals behind it look like more of it. */
function ibanLength(text: string, start: number): number {
  ibanLike.lastIndex = start;
  const [found = ''] = ibanLike.exec(text) ?? [];
  for (let end = found.length; end >= 15; end -= 1) {
    if (/[A-Z0-9]/.test(found[end] ?? ' ')) continue;
    if (isIban(found.slice(0, end).replaceAll(' ', ''))) return end;
  }
  return 0;
}

const digits = /\d(?:\D{0,3}\d){7}/;

/** Personal data that is known by its form. */
export const personalDataRules: readonly TextRule[] = [
  emails,
  (text) => {
    // Nothing of these has fewer digits, and most texts have none.
    if (!digits.test(text)) return text;
    const withoutIbans = replaceFrom(text, ibanStart, ibanLength, '[iban]');
    return replaceFrom(withoutIbans, cardStart, cardLength, '[creditcard]').replace(
      phone,
      '[phone]',
    );
  },
];

const ipv4 = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g;
const ipv6 = /(?<![\w:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])/gi;

function isIpv4(found: string): boolean {
  return found.split('.').every((octet) => Number(octet) <= 255);
}

/** `10:20:30` is a time; an address has eight groups or leaves some out (RFC 4291 §2.2). */
function isIpv6(found: string): boolean {
  return found.split('::').length === 2 || found.split(':').filter(Boolean).length === 8;
}

/** Addresses of machines and people: personal data for some, the cause of the error for others. */
export const ipAddressRules: readonly TextRule[] = [
  (text) => text.replace(ipv4, (found) => (isIpv4(found) ? '[ip]' : found)),
  (text) =>
    text.includes(':')
      ? text.replace(ipv6, (found) => (found.length > 2 && isIpv6(found) ? '[ip]' : found))
      : text,
];
