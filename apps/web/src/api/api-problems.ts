// Written by `nx run web:schema` out of the `problems.api.json` of the API.

/** What the API promises of its problems: the types, by slug, with their statuses and extensions. */
export const apiProblems = {
  base: 'https://api.unite-hub.com/errors/',
  problems: {
    'ai-failed': { status: 502, extensions: {} },
    'ai-rate-limited': { status: 503, extensions: {} },
    'ai-unavailable': { status: 503, extensions: {} },
    'bad-request': { status: 400, extensions: {} },
    'duplicate-contact': { status: 409, extensions: {} },
    'header-too-large': { status: 431, extensions: {} },
    'import-empty': { status: 400, extensions: {} },
    'import-interrupted': { status: 503, extensions: { imported_rows: 'integer' } },
    'import-no-columns': { status: 400, extensions: {} },
    'import-not-text': { status: 400, extensions: {} },
    'import-record-too-long': {
      status: 400,
      extensions: { line: 'integer', limit_bytes: 'integer', imported_rows: 'integer' },
    },
    internal: { status: 500, extensions: {} },
    'malformed-body': { status: 400, extensions: {} },
    'malformed-request': { status: 400, extensions: {} },
    'method-not-allowed': { status: 405, extensions: {} },
    'not-found': { status: 404, extensions: {} },
    'payload-too-large': { status: 413, extensions: {} },
    'precondition-failed': { status: 412, extensions: {} },
    'precondition-required': { status: 428, extensions: {} },
    'request-timeout': { status: 408, extensions: {} },
    'shutting-down': { status: 503, extensions: {} },
    timeout: { status: 504, extensions: {} },
    unauthorized: { status: 401, extensions: {} },
    unavailable: { status: 503, extensions: {} },
    'unsupported-media-type': { status: 415, extensions: {} },
    validation: { status: 400, extensions: {} },
  },
} as const;
