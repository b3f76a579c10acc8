import { Setback } from './setback.ts';

/** What a collector's answer says when it did not take everything. */
export interface PartialSuccess {
  /** What it gave up; protobuf libraries write it as text where it may be large. */
  readonly rejected: number | string | undefined;
  /** What was sent, in the singular, e.g. `span`. */
  readonly what: string;
}

/**
 * Throws unless the collector took all: it may answer 200 and reject a part (OTLP 1.x, "Partial Success").
 *
 * @param read reads the body of the answer; throws for what is no OTLP
 * @throws {Setback}
 */
export function requireAllTaken(read: () => PartialSuccess, host: string, variable: string): void {
  let answer: PartialSuccess;
  try {
    answer = read();
  } catch {
    throw new Setback(
      'misconfigured',
      `${host} answers what is no OTLP`,
      `correct ${variable}: something else listens there`,
    );
  }
  if (Number(answer.rejected ?? 0) > 0)
    throw new Setback(
      'failed',
      `${host} rejected the ${answer.what}`,
      "look at the collector's log",
    );
}
