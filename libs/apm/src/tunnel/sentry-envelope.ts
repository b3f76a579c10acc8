/** A Sentry project, as its DSN names it. */
export interface SentryProject {
  /** Where its envelopes are sent to, without the query. */
  readonly url: string;
  /** The public key. */
  readonly key: string;
}

/**
 * Reads a DSN: `https://key@host/path/project`.
 * @returns undefined when it is none
 */
export function parseDsn(dsn: string): SentryProject | undefined {
  if (!URL.canParse(dsn)) return undefined;
  const { protocol, username, host, pathname } = new URL(dsn);
  const [, path = '', project] = /^(.*)\/(\d+)$/.exec(pathname) ?? [];
  if (!/^https?:$/.test(protocol) || username === '' || project === undefined) return undefined;
  return { url: `${protocol}//${host}${path}/api/${project}/envelope/`, key: username };
}

/** What the first line of an envelope says. */
export interface EnvelopeHeader {
  readonly project: SentryProject;
  /** 32 hex digits; absent in envelopes without an event. */
  readonly eventId?: string;
}

const lineFeed = 10;
/** A header has an id, a DSN, a time and a trace; more is not one. */
const maxHeaderBytes = 8192;

/**
 * Reads the header of an envelope (the first line of it, JSON); what follows is not looked at.
 * @returns undefined when it is none, or names no project
 */
export function readEnvelopeHeader(bytes: Uint8Array): EnvelopeHeader | undefined {
  const end = bytes.subarray(0, maxHeaderBytes).indexOf(lineFeed);
  if (end < 0) return undefined;
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  } catch {
    return undefined;
  }
  const { dsn, event_id: id } = Object(header) as { dsn?: unknown; event_id?: unknown }; // checked next
  const project = typeof dsn === 'string' ? parseDsn(dsn) : undefined;
  if (project === undefined) return undefined;
  return typeof id === 'string' && /^[0-9a-f]{32}$/.test(id)
    ? { project, eventId: id }
    : { project };
}
