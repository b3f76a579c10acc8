import { type ProblemSet, catalogue } from '../catalogue.ts';

/** Which problem a response should be. */
export interface ExpectedProblem {
  readonly slug: string;
  /** Text that must be nowhere in the response, e.g. a secret that the error held. Default: none. */
  readonly secrets?: readonly string[];
}

/**
 * What is wrong with `response` as the answer `expected`: status, media type, members, caching,
 * `Retry-After`, or a secret in it; one sentence each, empty when nothing is. Reads the body.
 *
 * @example expect(await responseFaults(await fetch(url), problems, { slug: 'not-found' })).toEqual([]);
 */
export async function responseFaults(
  response: Response,
  problems: ProblemSet,
  { slug, secrets = [] }: ExpectedProblem,
): Promise<string[]> {
  const entry = problems[catalogue].entries.get(slug);
  if (entry === undefined) return [`the catalogue has no problem ${slug}`];
  const text = await response.text();
  const document = parse(text);
  const mediaType = response.headers.get('content-type');
  const caching = response.headers.get('cache-control');
  const retryAfter = response.headers.get('retry-after');
  const wait = document['retry_after_ms'];
  const expectedWait = typeof wait === 'number' ? String(Math.ceil(wait / 1000)) : null;
  const everything = text + JSON.stringify([...response.headers]);
  const checks: readonly (readonly [boolean, string])[] = [
    [response.status === entry.status, `the status is ${response.status}, not ${entry.status}`],
    [mediaType === 'application/problem+json', `the media type is ${mediaType}`],
    [document['type'] === entry.type, `the type is ${String(document['type'])}`],
    [document['status'] === entry.status, `the member status is ${String(document['status'])}`],
    [typeof document['title'] === 'string', 'there is no title'],
    [typeof document['instance'] === 'string', 'there is no instance'],
    [caching === 'no-store' || entry.cacheSeconds !== undefined, `it is cached: ${caching}`],
    [retryAfter === expectedWait, `Retry-After is ${retryAfter}, not ${expectedWait}`],
    ...secrets.map((secret) => [!everything.includes(secret), `it tells ${secret}`] as const),
  ];
  return checks.filter(([kept]) => !kept).map(([, fault]) => fault);
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
