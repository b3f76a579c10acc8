import { defineProblems } from '@unite/problem-details';
import type { ProblemOf } from '@unite/problem-details/client';
import { commonProblems } from '@unite/problem-details/common';

/** Every kind of problem that the API answers with, in English and German. */
export const problems = defineProblems('https://api.unite-hub.com/errors/', {
  validation: commonProblems.validation,
  'malformed-body': commonProblems['malformed-body'],
  'malformed-request': commonProblems['malformed-request'],
  'bad-request': commonProblems['bad-request'],
  'import-empty': {
    status: 400,
    title: 'There is nothing to import',
    detail: 'The file has no records; `errors` says what is missing.',
    when: 'The file is empty, has only blank lines or a header, or holds no vCard.',
    fix: 'Export the address book again and check that it has rows below its header.',
    translations: {
      de: {
        title: 'Es gibt nichts zu importieren',
        detail: 'Die Datei hat keine Datensätze; `errors` sagt, was fehlt.',
      },
    },
  },
  'import-not-text': {
    status: 400,
    title: 'The file is not text',
    detail: 'Send CSV, tab separated values or vCards; `errors` says what the file looks like.',
    when: 'The file is binary, for example a workbook of a spreadsheet program or an archive.',
    fix: 'Save it as CSV or vCard in the program that wrote it and send that.',
    translations: {
      de: {
        title: 'Die Datei ist kein Text',
        detail:
          'Senden Sie CSV, durch Tabulatoren getrennte Werte oder vCards; `errors` sagt, wonach die Datei aussieht.',
      },
    },
  },
  'import-record-too-long': {
    status: 400,
    title: 'A record is too long',
    detail:
      'The record that begins on line {line} is longer than {limit_bytes} bytes. Is a quotation mark never closed?',
    extensions: { line: 'integer', limit_bytes: 'integer', imported_rows: 'integer' },
    when: 'One record is longer than an import reads; mostly a quotation mark that is never closed.',
    fix: 'Mend the record on that line and send the whole file again: nothing is doubled.',
    translations: {
      de: {
        title: 'Ein Datensatz ist zu lang',
        detail:
          'Der Datensatz, der in Zeile {line} beginnt, ist länger als {limit_bytes} Bytes. Fehlt ein schließendes Anführungszeichen?',
      },
    },
  },
  'import-no-columns': {
    status: 400,
    title: 'No column was recognised',
    detail:
      'The first row must name the columns, at least one of name, email, phone and company; `errors` lists what was found.',
    when: 'The first row has no column name that an import knows, or the file has no header.',
    fix: 'Add a first row such as `name,email,phone,company`.',
    translations: {
      de: {
        title: 'Keine Spalte wurde erkannt',
        detail:
          'Die erste Zeile muss die Spalten benennen, mindestens eine von name, email, phone und company; `errors` nennt, was gefunden wurde.',
      },
    },
  },
  unauthorized: {
    ...commonProblems.unauthorized,
    title: 'A valid API key is needed',
    detail: 'Send `Authorization: Bearer uk_…` with a key that is not revoked.',
    when: 'The key is missing, malformed, unknown or revoked; which of these is not told.',
    fix: 'Issue a key with `POST /api/keys` and send it.',
    translations: {
      de: {
        title: 'Ein gültiger API-Schlüssel ist nötig',
        detail:
          'Senden Sie `Authorization: Bearer uk_…` mit einem Schlüssel, der nicht widerrufen ist.',
      },
    },
  },
  'not-found': commonProblems['not-found'],
  'method-not-allowed': commonProblems['method-not-allowed'],
  'request-timeout': commonProblems['request-timeout'],
  'duplicate-contact': {
    status: 409,
    title: 'A contact with this e-mail exists',
    detail: 'Another contact of this workspace has the same e-mail address.',
    when: 'A contact is created, changed or restored with the e-mail address of another one.',
    fix: 'Search for the address and change that contact, or use another address.',
    translations: {
      de: {
        title: 'Ein Kontakt mit dieser E-Mail-Adresse existiert',
        detail: 'Ein anderer Kontakt dieses Arbeitsbereichs hat dieselbe E-Mail-Adresse.',
      },
    },
  },
  'precondition-failed': commonProblems['precondition-failed'],
  'payload-too-large': commonProblems['payload-too-large'],
  'unsupported-media-type': commonProblems['unsupported-media-type'],
  'precondition-required': commonProblems['precondition-required'],
  'header-too-large': commonProblems['header-too-large'],
  internal: commonProblems.internal,
  'ai-failed': {
    status: 502,
    title: 'The AI provider failed',
    detail: 'The AI provider gave no usable answer or broke off in the middle. Try again.',
    when: 'The provider answered with an error, with nonsense, or hung up in the middle.',
    fix: 'Send the request again; a streamed draft keeps what had arrived.',
    translations: {
      de: {
        title: 'Der KI-Anbieter ist gescheitert',
        detail:
          'Der KI-Anbieter gab keine brauchbare Antwort oder brach mittendrin ab. Versuchen Sie es noch einmal.',
      },
    },
  },
  'ai-unavailable': {
    status: 503,
    title: 'AI drafts are not available',
    detail: 'No AI provider is configured or it cannot be reached.',
    when: 'The service runs without a provider, or the provider’s address does not answer.',
    fix: 'Write the text by hand, or ask whoever runs the service to set `AI_BASE_URL`.',
    translations: {
      de: {
        title: 'KI-Entwürfe sind nicht verfügbar',
        detail: 'Es ist kein KI-Anbieter eingerichtet oder er ist nicht erreichbar.',
      },
    },
  },
  'ai-rate-limited': {
    status: 503,
    title: 'The AI provider is busy',
    detail: 'The AI provider asks us to slow down. Try again after the time in Retry-After.',
    retryAfterMs: 10_000,
    when: 'The provider’s own limit is reached.',
    fix: 'Wait for the time in Retry-After, then send the request again.',
    translations: {
      de: {
        title: 'Der KI-Anbieter ist ausgelastet',
        detail:
          'Der KI-Anbieter bittet um Geduld. Versuchen Sie es nach der Zeit in Retry-After noch einmal.',
      },
    },
  },
  'import-interrupted': {
    status: 503,
    title: 'The import was interrupted',
    detail:
      'What was imported before stays: `imported_rows` counts it. Send the whole file again: nothing is doubled.',
    extensions: { imported_rows: 'integer' },
    retryAfterMs: 2000,
    when: 'Something failed on our side after whole batches of the file had been written.',
    fix: 'Wait for the time in Retry-After and send the same file again.',
    translations: {
      de: {
        title: 'Der Import wurde unterbrochen',
        detail:
          'Was schon importiert wurde, bleibt: `imported_rows` zählt es. Senden Sie die ganze Datei noch einmal: nichts wird doppelt.',
      },
    },
  },
  unavailable: commonProblems.unavailable,
  'shutting-down': {
    status: 503,
    title: 'This instance is shutting down',
    detail: 'Send the request again; another instance answers.',
    retryAfterMs: 1000,
    when: 'The instance was told to stop and gave the request up at the end of its grace time.',
    fix: 'Send the request again at once.',
    translations: {
      de: {
        title: 'Diese Instanz fährt herunter',
        detail: 'Senden Sie die Anfrage noch einmal; eine andere Instanz antwortet.',
      },
    },
  },
  timeout: commonProblems.timeout,
});

/** The last path segment of a problem's `type`. */
export type ProblemSlug = ProblemOf<typeof problems>['slug'];
