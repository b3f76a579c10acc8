/** What an AI wrote, in the parts of a campaign. */
export interface DraftText {
  readonly subject: string;
  readonly body: string;
}

/**
 * Takes a draft apart as it arrives: a first line `Subject: …`, a blank line, the body. A text that does not begin
 * with a subject is all body.
 */
export function splitDraft(text: string): DraftText {
  const trimmed = text.trimStart();
  const heading = /^subject:[ \t]*([^\n]*)(?:\n|$)/i.exec(trimmed);
  if (heading === null) {
    // The beginning of the word may be all that has arrived.
    return 'subject:'.startsWith(trimmed.toLowerCase())
      ? { subject: '', body: '' }
      : { subject: '', body: trimmed };
  }
  return { subject: (heading[1] ?? '').trim(), body: trimmed.slice(heading[0].length).trimStart() };
}
