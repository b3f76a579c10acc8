/** Header of every answer that names the trace of its request. */
export const traceIdHeader = 'x-trace-id';

/** Header in which a caller may name what its requests belong to; every answer has it, with an id of ours for none. */
export const correlationIdHeader = 'x-request-id';
