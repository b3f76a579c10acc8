import { type OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Names in lower case. */
type Headers = Readonly<Record<string, string>>;

/** Headers that an answer is still to get: on itself, as a weak map costs garbage collections more. */
const pendingKey = Symbol.for('@unite/tracing.answer-headers');
const mark = Symbol.for('@unite/tracing.write-head');

type Answer = ServerResponse & { [pendingKey]?: Headers };
type WriteHead = (this: Answer, status: number, ...rest: unknown[]) => ServerResponse;

/**
 * Gives an answer headers when its head is written, unless the app gives it others of these names. With one that is
 * set before, Node sets all that come with `writeHead` one by one, which takes a fifth of what tracing adds to a
 * small request.
 */
export function addToAnswer(response: Answer, headers: Headers): void {
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

/** What the app gives replaces ours, however it writes the name. */
function merged(pending: Headers, given: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...pending };
  for (const name of Object.keys(given)) {
    const lower = name.toLowerCase();
    if (lower !== name && lower in pending) delete headers[lower];
    headers[name] = given[name];
  }
  return headers;
}

function setMissing(response: ServerResponse, pending: Headers): void {
  for (const [name, value] of Object.entries(pending)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
}
