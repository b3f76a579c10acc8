import { getContext } from '@unite/tracing';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Where lines go. */
export interface LogOptions {
  /** Default: standard output. */
  readonly destination?: DestinationStream;
  /** Told of each line, as it is written. Default: nobody is. */
  readonly onLine?: (line: string) => void;
}

/**
 * Structured log lines on standard output, with the ids of the trace, the caller and the workspace that they belong
 * to.
 *
 * Nothing of a person or a secret is written: bodies, query strings and headers are not logged at
 * all (the redactions are a second fence), and of a database error only what names no value.
 */
export function createLogger(level: string, { destination, onLine }: LogOptions = {}): Logger {
  const options = {
    level,
    base: { service: 'unite-api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    mixin: () => getContext(),
    ...(onLine === undefined ? {} : { hooks: { streamWrite: told(onLine) } }),
    redact: ['*.authorization', '*.headers', '*.apiKey', '*.password', '*.connectionString'],
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function told(onLine: (line: string) => void): (line: string) => string {
  return (line) => {
    onLine(line);
    return line;
  };
}

interface LoggedError {
  readonly type: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: LoggedError | undefined;
}

/** Causes that are followed; a longer chain tells nothing new. */
const maxCauses = 3;

function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, code: undefined, message: '', stack: undefined, cause: undefined };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // SQLSTATE messages repeat values: invalid input syntax for type uuid: "…"
  const quotesValues = code !== undefined && /^[0-9A-Z]{5}$/.test(code) && 'severity' in error;
  const constraint = 'constraint' in error ? String(error.constraint) : '';
  // What a provider answered, or was asked, may be part of the message of its error.
  const foreign = 'requestBodyValues' in error;
  const message = quotesValues ? constraint : foreign ? '' : error.message;
  return {
    type: error.name,
    code,
    message,
    // The stack begins with the message.
    stack: error.stack?.slice(Math.max(0, error.stack.indexOf('\n    at '))),
    cause:
      error.cause === undefined || depth >= maxCauses
        ? undefined
        : describeError(error.cause, depth + 1),
  };
}
