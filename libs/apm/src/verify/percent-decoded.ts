/** `text` decoded; as it is where it is no percent-encoding. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // somebody wrote a % that means itself
  }
}
