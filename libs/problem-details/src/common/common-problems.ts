import type { ProblemDefinitions } from '../definition.ts';

/**
 * The problems that most HTTP APIs have, in English and German, with the slugs that this package's
 * mappings answer with. Spread them into a catalogue and replace what you want to say otherwise.
 *
 * @example defineProblems('https://api.example.com/errors/', { ...commonProblems, ...own });
 */
export const commonProblems = {
  validation: {
    status: 400,
    title: 'The request is not valid',
    detail: 'One or more fields are not valid; see `errors`.',
    when: 'A field, a query parameter or a header has a value that this address does not accept.',
    fix: 'Correct what `errors` lists and send the request again.',
    translations: {
      de: {
        title: 'Die Anfrage ist nicht gültig',
        detail: 'Mindestens ein Feld ist nicht gültig; siehe `errors`.',
      },
    },
  },
  'malformed-body': {
    status: 400,
    title: 'The body cannot be read',
    detail: 'The body is not what its Content-Type says.',
    when: 'The body is, for example, not JSON, is empty or is cut off.',
    fix: 'Send a whole body in the format that the Content-Type header names.',
    translations: {
      de: {
        title: 'Der Inhalt ist nicht lesbar',
        detail: 'Der Inhalt ist nicht, was sein Content-Type sagt.',
      },
    },
  },
  'malformed-request': {
    status: 400,
    title: 'The request cannot be read',
    when: 'What arrived is not an HTTP request.',
    fix: 'Look for a proxy or a client that writes invalid HTTP.',
    translations: { de: { title: 'Die Anfrage ist nicht lesbar' } },
  },
  'bad-request': {
    status: 400,
    title: 'The request is wrong',
    when: 'The request is at fault in a way that no other type describes.',
    fix: 'Compare the request with the documentation of its address.',
    translations: { de: { title: 'Die Anfrage ist fehlerhaft' } },
  },
  unauthorized: {
    status: 401,
    title: 'Valid credentials are needed',
    detail: 'Send an `Authorization` header with credentials that are not revoked.',
    headers: { 'www-authenticate': 'Bearer' },
    when: 'The credentials are missing, wrong, expired or revoked.',
    fix: 'Sign in again or use another key, then repeat the request.',
    translations: {
      de: {
        title: 'Gültige Zugangsdaten sind nötig',
        detail:
          'Senden Sie einen `Authorization`-Header mit Zugangsdaten, die nicht widerrufen sind.',
      },
    },
  },
  forbidden: {
    status: 403,
    title: 'This is not allowed',
    detail: 'These credentials do not allow this request.',
    when: 'The credentials are valid but do not cover this request.',
    fix: 'Ask somebody who manages access; repeating the request does not help.',
    translations: {
      de: {
        title: 'Das ist nicht erlaubt',
        detail: 'Diese Zugangsdaten erlauben die Anfrage nicht.',
      },
    },
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    detail: 'Nothing that you may see has that address.',
    when: 'The address does not exist, or what it names was deleted or belongs to somebody else.',
    fix: 'Check the address; list the collection to see what exists.',
    translations: {
      de: { title: 'Hier ist nichts', detail: 'Nichts, was Sie sehen dürfen, hat diese Adresse.' },
    },
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'See the Allow header for the methods that are.',
    when: 'The address exists, but not for this method.',
    fix: 'Use one of the methods in the Allow header.',
    translations: {
      de: {
        title: 'Die Methode ist hier nicht erlaubt',
        detail: 'Der Allow-Header nennt die erlaubten Methoden.',
      },
    },
  },
  'not-acceptable': {
    status: 406,
    title: 'No acceptable form',
    detail: 'The answer has no form that the Accept header allows.',
    when: 'The Accept header excludes every form of the answer.',
    fix: 'Accept one of the forms that the documentation of the address names.',
    translations: {
      de: {
        title: 'Keine annehmbare Form',
        detail: 'Die Antwort hat keine Form, die der Accept-Header erlaubt.',
      },
    },
  },
  'request-timeout': {
    status: 408,
    title: 'The request came too slowly',
    retryAfterMs: 1000,
    when: 'The request did not arrive whole within the time that the server waits.',
    fix: 'Send it again, over a better connection or in smaller parts.',
    translations: { de: { title: 'Die Anfrage kam zu langsam' } },
  },
  conflict: {
    status: 409,
    title: 'It conflicts with what exists',
    detail: 'Something that exists already does not allow this change.',
    when: 'Something with the same unique value exists, or something else depends on it.',
    fix: 'Read the current state, then change the request or what is in its way.',
    translations: {
      de: {
        title: 'Widerspruch zum Bestand',
        detail: 'Etwas, das schon existiert, erlaubt diese Änderung nicht.',
      },
    },
  },
  gone: {
    status: 410,
    title: 'It is gone',
    detail: 'What was here was removed for good.',
    when: 'What the address named was removed and will not come back.',
    fix: 'Forget the address.',
    translations: {
      de: { title: 'Nicht mehr vorhanden', detail: 'Was hier war, wurde endgültig entfernt.' },
    },
  },
  'precondition-failed': {
    status: 412,
    title: 'It was changed meanwhile',
    detail: 'The If-Match header does not name the current version. Read it again, then retry.',
    when: 'Somebody else changed it after it was read.',
    fix: 'Read it again, apply the change to the new version and use its ETag.',
    translations: {
      de: {
        title: 'Es wurde inzwischen geändert',
        detail:
          'Der If-Match-Header nennt nicht die aktuelle Version. Lesen Sie neu und versuchen Sie es dann wieder.',
      },
    },
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    detail: 'The body has more bytes than this address accepts.',
    when: 'The body is larger than the documentation of the address allows.',
    fix: 'Send less, or send it in parts.',
    translations: {
      de: {
        title: 'Der Inhalt ist zu groß',
        detail: 'Der Inhalt hat mehr Bytes, als diese Adresse annimmt.',
      },
    },
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    detail: 'This address does not read bodies of that Content-Type.',
    when: 'The Content-Type header is missing or names a format that the address does not read.',
    fix: 'Send one of the formats that the documentation of the address names.',
    translations: {
      de: {
        title: 'Der Medientyp wird nicht unterstützt',
        detail: 'Diese Adresse liest keine Inhalte mit diesem Content-Type.',
      },
    },
  },
  unprocessable: {
    status: 422,
    title: 'A rule does not allow this',
    detail: 'The values are well formed, but a rule of this service does not allow them.',
    when: 'Each value is valid by itself, but together or here they break a rule.',
    fix: 'Change the values; repeating the request does not help.',
    translations: {
      de: {
        title: 'Eine Regel erlaubt das nicht',
        detail: 'Die Werte sind wohlgeformt, aber eine Regel dieses Dienstes erlaubt sie nicht.',
      },
    },
  },
  'precondition-required': {
    status: 428,
    title: 'An If-Match header is needed',
    detail: 'Send If-Match with the ETag that was read, or `*` to write whatever the version.',
    when: 'A change came without saying which version it changes.',
    fix: 'Read it first and send its ETag in If-Match.',
    translations: {
      de: {
        title: 'Ein If-Match-Header ist nötig',
        detail: 'Senden Sie If-Match mit dem gelesenen ETag oder `*` für jede Version.',
      },
    },
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    detail: 'The limit for these credentials is reached.',
    retryAfterMs: 1000,
    when: 'More requests came in a while than the limit allows.',
    fix: 'Wait for the time in Retry-After, then go on more slowly.',
    translations: {
      de: {
        title: 'Zu viele Anfragen',
        detail: 'Die Grenze für diese Zugangsdaten ist erreicht.',
      },
    },
  },
  'header-too-large': {
    status: 431,
    title: 'The headers are too large',
    when: 'The headers together have more bytes than the server reads.',
    fix: 'Send fewer or smaller headers, above all cookies.',
    translations: { de: { title: 'Die Header sind zu groß' } },
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    detail:
      'The request failed for a reason that is not yours. Quote `instance` when you report it.',
    when: 'The service has a fault, or something failed that no other type describes.',
    fix: 'Report it with the last part of `instance`; the log has the same id.',
    translations: {
      de: {
        title: 'Bei uns ist etwas schiefgegangen',
        detail:
          'Die Anfrage scheiterte an etwas, das nicht an Ihnen liegt. Nennen Sie `instance`, wenn Sie es melden.',
      },
    },
  },
  'upstream-failed': {
    status: 502,
    title: 'A service that we use failed',
    detail: 'A service that this request needs gave no usable answer.',
    retryAfterMs: 5000,
    when: 'Another service answered with an error or with nonsense.',
    fix: 'Try again later.',
    translations: {
      de: {
        title: 'Ein Dienst, den wir nutzen, ist ausgefallen',
        detail: 'Ein Dienst, den diese Anfrage braucht, gab keine brauchbare Antwort.',
      },
    },
  },
  unavailable: {
    status: 503,
    title: 'The service is not available',
    detail: 'Something that this request needs is away. Try again shortly.',
    retryAfterMs: 2000,
    when: 'A server is restarting, overloaded or cannot reach what it depends on.',
    fix: 'Wait for the time in Retry-After, then send the request again.',
    translations: {
      de: {
        title: 'Der Dienst ist nicht verfügbar',
        detail:
          'Etwas, das diese Anfrage braucht, fehlt gerade. Versuchen Sie es gleich noch einmal.',
      },
    },
  },
  timeout: {
    status: 504,
    title: 'It took too long',
    detail: 'The request was given up after its time limit.',
    when: 'The work for the request did not end within its time limit.',
    fix: 'Ask for less at once, or try again later. A change may or may not have happened.',
    translations: {
      de: {
        title: 'Es hat zu lange gedauert',
        detail: 'Die Anfrage wurde nach ihrer Zeitgrenze aufgegeben.',
      },
    },
  },
} as const satisfies ProblemDefinitions;
