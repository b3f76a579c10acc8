/**
 * A campaign e-mail for a prompt: the first line is `Subject: …`, then a blank line, then the body.
 * The same prompt gives the same text, so tests can compare; different prompts differ in topic,
 * opening and closing.
 */
export function campaignText(prompt: string): string {
  const topic = topicOf(prompt);
  const seed = checksum(prompt);
  const subject = pick(subjects, seed)(capitalise(topic));
  return [
    `Subject: ${subject}`,
    'Hello {{firstName}},',
    `${pick(openings, seed >> 2)} ${topic}. ${pick(reasons, seed >> 4)}`,
    'Here is what you can expect:',
    points.map((point) => `- ${point}`).join('\n'),
    pick(closings, seed >> 6),
    'Kind regards,\nThe team',
  ].join('\n\n');
}

type Sentence = (topic: string) => string;

const subjects: readonly Sentence[] = [
  (topic) => `${topic}: a note for you`,
  (topic) => `Have you seen this? ${topic}`,
  (topic) => `${topic}, in two minutes`,
  (topic) => `Good news about ${topic}`,
];
const openings = [
  'We have something to share with you about',
  'You told us what matters to you, so this one is about',
  'It took us a while, and now it is here:',
  'A short message, because your time is valuable: it is about',
];
const reasons = [
  'It saves you an hour every week, and you can start today.',
  'Customers like you asked for it more than for anything else.',
  'It works with what you already have; there is nothing to set up.',
  'We tried it with twenty teams first, and all of them kept it.',
];
const points = [
  'one place for everything that belongs together',
  'a person who answers when you write to us',
  'no obligation: you can stop at any time',
];
const closings = [
  'Reply to this message and we will show you around.',
  'Take a look when it suits you; the link below stays valid for two weeks.',
  'If this is not for you, tell us, and we will not write about it again.',
  'We would love to hear what you think.',
];

// What the text is about, then for whom or on which occasion.
const topicMarks = [
  /\b(?:about|announcing|promoting)\s+([^.!?\n]+)/i,
  /\b(?:for|on)\s+([^.!?\n]+)/i,
];

// "Write a friendly campaign about our spring sale. Keep it short." → "our spring sale"
function topicOf(prompt: string): string {
  const marked = topicMarks.map((mark) => mark.exec(prompt)?.[1]).find(Boolean) ?? prompt;
  const words = marked
    .replace(/[.!?\s]+/g, ' ')
    .trim()
    .split(' ')
    .slice(0, 10);
  return words.join(' ') || 'what is new';
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function pick<T>(choices: readonly T[], seed: number): T {
  const choice = choices[seed % choices.length];
  if (choice === undefined) throw new RangeError('there is nothing to pick from');
  return choice;
}

// Adler-32 without the modulo: spreads well enough over four choices, and reads in two lines.
function checksum(text: string): number {
  let [a, b] = [1, 0];
  for (const character of text) b = (b + (a += character.codePointAt(0) ?? 0)) & 0x7fffffff;
  return b;
}
