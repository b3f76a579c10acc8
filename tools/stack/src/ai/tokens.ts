/**
 * Splits text into the tokens of the fake model: a word or number with the blanks before it, or one
 * other character with the blanks before it. Joined they are the text again, so the same pieces are
 * what is streamed and what is counted as usage.
 */
export function tokens(text: string): string[] {
  return text.match(/\s*(?:[\p{L}\p{N}]+|[^\s])|\s+$/gu) ?? [];
}
