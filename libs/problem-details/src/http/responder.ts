import type { ProblemSet } from '../catalogue.ts';
import { type Occurrence, problemDocument, problemHeaders, problemLocales } from '../document.ts';
import type { Problem } from '../problem.ts';
import { type ProblemMapping, toProblem } from '../to-problem.ts';
import { htmlContentSecurityPolicy, htmlDocument } from './html-document.ts';
import { preferredLanguage, preferredType } from './negotiate.ts';
import { systemFailure } from './system-failure.ts';
import { xmlDocument } from './xml-document.ts';

/** What a responder has to know of a request. */
export interface ProblemRequest {
  /** Default: `GET`. */
  readonly method?: string | undefined;
  /** Path or URL of the request; a query is cut off. */
  readonly path: string;
  /** The `Accept` header. */
  readonly accept?: string | null | undefined;
  /** The `Accept-Language` header. */
  readonly acceptLanguage?: string | null | undefined;
  /** Names the occurrence. Default: the responder's `occurrenceId`. */
  readonly occurrenceId?: string | undefined;
  /** The trace that the request belongs to. Default: what the responder's `traceId` says. */
  readonly traceId?: string | undefined;
}

/** An answer, ready to be written by any server. */
export interface ProblemReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the answer, also for HEAD, whose `content-length` it decides; a server leaves it out there. */
  readonly body: string;
}

/** What happened, for your log. */
export interface ProblemReport {
  readonly problem: Problem;
  /** The last segment of `instance`. */
  readonly occurrenceId: string;
  readonly method: string;
  readonly path: string;
}

/** Options of {@link createResponder}. */
export interface ResponderOptions {
  readonly problems: ProblemSet;
  /** Recognise your own errors; asked before aborts, timeouts and system errors. Default: none. */
  readonly mappings?: readonly ProblemMapping[];
  /** Names an occurrence of a request that has no id. Default: a random UUID. */
  readonly occurrenceId?: () => string;
  /** The trace that is worked on, which becomes the member `trace_id`. Default: none. */
  readonly traceId?: () => string | undefined;
  /** Called once for each answer; what it throws is ignored. Default: nothing. */
  readonly onProblem?: (report: ProblemReport) => void;
}

/** Makes the answer to anything thrown. Never throws. */
export type ProblemResponder = (thrown: unknown, request: ProblemRequest) => ProblemReply;

/** In the order in which they win when a client does not care. */
const offers = [
  'application/problem+json',
  'application/json',
  'text/html',
  'application/problem+xml',
  'application/xml',
  'text/xml',
] as const;

/** Makes the function that all adapters answer with. */
export function createResponder(options: ResponderOptions): ProblemResponder {
  const {
    problems,
    occurrenceId = () => crypto.randomUUID(),
    traceId = () => undefined,
    onProblem = () => undefined,
  } = options;
  const mappings = [...(options.mappings ?? []), systemFailure];
  return (thrown, request) => {
    const problem = toProblem(thrown, problems, mappings);
    const id = request.occurrenceId ?? attempt(occurrenceId) ?? 'unknown';
    const path = request.path.replace(/[?#].*$/s, '');
    const method = request.method ?? 'GET';
    attempt(() => onProblem({ problem, occurrenceId: id, method, path }));
    return reply(problem, request, { id, path, traceId: request.traceId ?? attempt(traceId) });
  };
}

/** The answer must go out, whatever a callback does. */
function attempt<T>(callback: () => T): T | undefined {
  try {
    return callback();
  } catch {
    return undefined;
  }
}

function reply(
  problem: Problem,
  request: ProblemRequest,
  occurrence: Pick<Occurrence, 'id' | 'path' | 'traceId'>,
): ProblemReply {
  const locales = problemLocales(problem);
  const locale = preferredLanguage(request.acceptLanguage, locales) ?? 'en';
  const document = problemDocument(problem, { ...occurrence, locale });
  const headers = {
    ...problemHeaders(problem),
    'content-language': locale,
    vary: locales.length > 1 ? 'accept, accept-language' : 'accept',
    'x-content-type-options': 'nosniff',
  };
  // RFC 9457 §3 lets a server answer with a problem document that was not asked for.
  switch (preferredType(request.accept, offers) ?? 'application/problem+json') {
    case 'text/html':
      return {
        status: problem.status,
        headers: {
          ...headers,
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': htmlContentSecurityPolicy,
        },
        body: htmlDocument(document, locale),
      };
    case 'application/problem+xml':
    case 'application/xml':
    case 'text/xml':
      return {
        status: problem.status,
        headers: { ...headers, 'content-type': 'application/problem+xml' },
        body: xmlDocument(document),
      };
    default:
      return {
        status: problem.status,
        headers: { ...headers, 'content-type': 'application/problem+json' },
        body: JSON.stringify(document),
      };
  }
}
