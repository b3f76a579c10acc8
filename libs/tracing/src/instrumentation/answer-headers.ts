import { type OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Headers of one answer. */
export interface AnswerHeaders {
  /** In lower case; the same array for all answers. */
  readonly names: readonly string[];
  /** One for each name. */
  readonly values: readonly string[];
}

/** Headers that an answer is still to get: on itself, as a weak map costs garbage collections more. */
const pendingKey = Symbol.for('@unite/tracing.answer-headers');
const mark = Symbol.for('@unite/tracing.write-head');

type Answer = ServerResponse & { [pendingKey]?: AnswerHeaders };
type WriteHead = (this: Answer, status: number, ...rest: unknown[]) => ServerResponse;

/**
 * Gives an answer headers when its head is written, unless the app gives it others of these names. With one that is
 * set before, Node sets all that come with `writeHead` one by one, which takes a fifth of what tracing adds to a
 * small request.
 */
export function addToAnswer(response: Answer, headers: AnswerHeaders): void {
  watchHeads();
  response[pendingKey] = headers;
}

/** Every answer's head is written by this method, also of one that was not asked to. */
function watchHeads(): void {
  const writeHead = ServerResponse.prototype.writeHead as WriteHead; // its overloads
  if (mark in writeHead) return;
  const traced: WriteHead = function writeHeadTraced(status, ...rest) {
    const pending = this[pendingKey];
    if (pending === undefined) return Reflect.apply(writeHead, this, [status, ...rest]);
    const at = typeof rest[0] === 'string' ? 1 : 0;
    const given = rest[at];
    if (isPlain(given) && this.getHeaderNames().length === 0) rest[at] = merged(pending, given);
    else setMissing(this, pending);
    return Reflect.apply(writeHead, this, [status, ...rest]);
  };
  ServerResponse.prototype.writeHead = Object.assign(traced as ServerResponse['writeHead'], {
    [mark]: true,
  });
}

function isPlain(headers: unknown): headers is OutgoingHttpHeaders {
  return typeof headers === 'object' && headers !== null && !Array.isArray(headers);
}

/**
 * Names and values in turns, which Node takes as well: an object with names of many answers is slow to make. What the
 * app gives replaces ours, however it writes the name.
 */
function merged({ names, values }: AnswerHeaders, given: OutgoingHttpHeaders): unknown[] {
  const all: unknown[] = [];
  const givenNames = Object.keys(given);
  for (const name of givenNames) all.push(name, given[name]);
  for (const [at, name] of names.entries()) {
    const isSame = (other: string): boolean =>
      other === name || (other.length === name.length && other.toLowerCase() === name);
    if (!givenNames.some(isSame)) all.push(name, values[at]);
  }
  return all;
}

function setMissing(response: ServerResponse, { names, values }: AnswerHeaders): void {
  for (const [at, name] of names.entries()) {
    if (!response.hasHeader(name)) response.setHeader(name, values[at] ?? '');
  }
}
