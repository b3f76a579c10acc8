/** The outcome of `work`, or `late` when it takes longer than `limitMs` or fails. */
export async function withinTime<T>(work: Promise<T>, limitMs: number, late: T): Promise<T> {
  const timer = Promise.withResolvers<T>();
  const handle = setTimeout(() => timer.resolve(late), limitMs);
  try {
    return await Promise.race([work.catch(() => late), timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}

/**
 * Asks at most once per `ttlMs`; who asks meanwhile shares the answer, also one that is under way.
 *
 * A health address must not become a way to load what it looks at.
 */
export function remembered<T>(
  ask: () => Promise<T>,
  ttlMs: number,
  clock: { now(): number },
): () => Promise<T> {
  let answer: { readonly until: number; readonly value: Promise<T> } | undefined;
  return () => {
    const now = clock.now();
    if (answer === undefined || now >= answer.until) answer = { until: now + ttlMs, value: ask() };
    return answer.value;
  };
}
