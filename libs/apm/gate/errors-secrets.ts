import fc from 'fast-check';
import { startSentryReceiver } from '@unite/stack';

import { createErrorReports } from '../src/sentry/index.ts';
import type { Scrubber } from '../src/scrub/index.ts';
import { plantedSecrets } from '../test/scrub-corpus.ts';

/** A secret and a number that says where it is hidden. */
const planted = fc.tuple(
  fc.constantFrom(...plantedSecrets),
  fc.nat(),
  fc.string({ maxLength: 12 }),
);

/** Places in an error and its context where a secret can be. */
const places: readonly ((
  text: string,
  reports: ReturnType<typeof createErrorReports>,
) => string)[] = [
  (text, reports) => reports.capture(new Error(text)),
  (text, reports) => reports.capture(new Error('outer', { cause: new Error(text) })),
  (text, reports) => reports.capture(Object.assign(new Error('x'), { config: { deep: [text] } })),
  (text, reports) => reports.capture(new AggregateError([new Error(text)], text)),
  (text, reports) => reports.capture({ message: 'no error', detail: { [text]: text } }),
  (text, reports) => reports.capture(text),
  (text, reports) => reports.capture(new Error('x'), { tags: { text, [text]: 1 } }),
  (text, reports) =>
    reports.capture(new Error('x'), { request: { url: `/a?${text}`, route: text } }),
  (text, reports) => reports.capture(new Error('x'), { request: { headers: { 'x-text': text } } }),
  (text, reports) => reports.capture(new Error('x'), { request: { body: { list: [{ text }] } } }),
  (text, reports) =>
    reports.capture(
      Object.assign(new Error('x'), { stack: `Error: x\n    at ${text} (/app/a.js:1:2)` }),
    ),
  (text, reports) =>
    reports.isolate(() => {
      reports.addBreadcrumb({ category: text, message: text, data: { deep: { text } } });
      return reports.capture(new Error('x'));
    }),
  (text, reports) => reports.capture(new Error('x'), { user: text, workspace: text }),
  (text, reports) => reports.capture(Object.assign(new Error('x'), { name: text })),
];

/** Events between two looks at what has arrived. */
const batch = 200;

/** How many of `count` events arrived at a receiver with a secret in them. */
export async function countSecrets(
  count: number,
  seed: number,
  scrubber?: Scrubber,
): Promise<{ readonly leaks: number; readonly arrived: number }> {
  await using receiver = await startSentryReceiver();
  const reports = createErrorReports({
    dsn: receiver.dsn,
    environment: 'test',
    salt: 'a salt for tests only',
    ...(scrubber && { scrubber }),
  });
  const secrets = plantedSecrets.map(({ secret }) => JSON.stringify(secret).slice(1, -1));
  const totals = { leaks: 0, arrived: 0 };
  try {
    const cases = fc.sample(planted, { numRuns: count, seed });
    for (let from = 0; from < count; from += batch) {
      for (const [one, place, noise] of cases.slice(from, from + batch)) {
        places[place % places.length]?.(`${noise} ${one.text}`, reports);
      }
      await reports.flush({ deadlineMs: 30_000 });
      const texts = receiver.received.map(({ payload }) => JSON.stringify(payload));
      totals.arrived += texts.length;
      totals.leaks += texts.filter((text) =>
        secrets.some((secret) => text.includes(secret)),
      ).length;
      receiver.clear();
    }
  } finally {
    await reports.close({ deadlineMs: 0 });
  }
  return totals;
}
