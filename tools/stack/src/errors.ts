/** What {@link StackError.code} can be. */
export type StackErrorCode =
  /** No npm workspace root above the current folder. */
  | 'STACK_NO_WORKSPACE'
  /** A program that is needed is not installed: PostgreSQL's of this platform, or promtool. */
  | 'STACK_BINARIES_MISSING'
  /** We are root and the machine has no unprivileged account to run a server as. */
  | 'STACK_NO_ACCOUNT'
  /** A server ended by itself; the message carries its last log lines. */
  | 'STACK_SERVER_EXITED'
  /** A wait reached its bound. */
  | 'STACK_TIMEOUT'
  /** Another stack of this checkout is running. */
  | 'STACK_ALREADY_RUNNING'
  /** A port that was asked for is in use. */
  | 'STACK_PORT_TAKEN'
  /** An option has a value that cannot be used. */
  | 'STACK_BAD_OPTION'
  /** A command that was run ended with an error. */
  | 'STACK_COMMAND_FAILED'
  /** The node is not in the state that the call needs, e.g. thawing one that was never frozen. */
  | 'STACK_WRONG_STATE';

/** Something that cannot be had, told so that the reader knows what to do next. */
export interface Shortage {
  /** What cannot be had, e.g. "Redis is not available". */
  readonly what: string;
  /** Why, with the evidence that was found. */
  readonly why: string;
  /** The one thing to do about it. */
  readonly todo: string;
}

/** Every failure of the local servers: a stable code, and a message of what, why and what to do. */
export class StackError extends Error {
  readonly code: StackErrorCode;
  readonly shortage: Shortage;

  constructor(code: StackErrorCode, shortage: Shortage, options?: { readonly cause?: unknown }) {
    super(describeShortage(shortage), options);
    this.name = 'StackError';
    this.code = code;
    this.shortage = shortage;
  }
}

/** The shortage as one paragraph for a terminal. */
export function describeShortage({ what, why, todo }: Shortage): string {
  return `${what}: ${why}\n  → ${todo}`;
}
