import type { DraftRequest } from './draft-schemas.ts';

/** What the model is told to be. */
export const draftInstructions = `You write marketing e-mails for a small company.
The first line of your answer is "Subject: " and the subject. Then comes a blank line, then the body as plain text.
Write nothing else: no comments, no Markdown, no placeholders that were not asked for.`;

/** The person's wishes as one message. */
export function draftPrompt({ prompt, tone, audience }: DraftRequest): string {
  return [
    prompt,
    ...(tone === undefined ? [] : [`Tone: ${tone}.`]),
    ...(audience === undefined ? [] : [`Audience: ${audience}.`]),
  ].join('\n\n');
}

/** A model's text taken apart: its subject line and its body. */
export function splitDraft(text: string): { readonly subject: string; readonly body: string } {
  const match = /^\s*Subject:[ \t]*(.*?)[ \t]*(?:\r?\n|$)/i.exec(text);
  if (match === null) return { subject: '', body: text.trim() };
  return { subject: match[1] ?? '', body: text.slice(match[0].length).trim() };
}
