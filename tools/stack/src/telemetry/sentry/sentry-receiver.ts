import { randomBytes } from 'node:crypto';
import { startHttpReceiver, type HttpReceiver, type ReceiverOptions } from '../http-receiver.ts';
import type { Exchange, Verdict } from '../request-handler.ts';
import { parseEnvelope, type Envelope, type EnvelopeItem } from './envelope.ts';
import { sentryKey } from './sentry-auth.ts';

/** How a {@link SentryReceiver} is started. */
export interface SentryReceiverOptions extends ReceiverOptions {
  /** Default "1". */
  readonly projectId?: string;
  /** Default: a random one. */
  readonly publicKey?: string;
  /** Bytes of a compressed request. Default 200000, as docs.sentry.io "Size Limits" has it. */
  readonly maxCompressedBytes?: number;
  /** Bytes of one event after decompression. Default 1000000 (1 MB, same source). */
  readonly maxEventBytes?: number;
}

/** One item of an envelope that was accepted. */
export interface SentryItem {
  /** Epoch milliseconds of its arrival. */
  readonly atMs: number;
  /** What it is, e.g. "event", "transaction", "client_report". */
  readonly type: string;
  /** The event that it is or belongs to, where it or its envelope names one. */
  readonly eventId: string | undefined;
  readonly header: EnvelopeItem['header'];
  readonly envelopeHeader: Envelope['header'];
  /** Parsed JSON; base64 text for item types that are not JSON. */
  readonly payload: unknown;
}

/** A Sentry server that takes envelopes. It keeps duplicates, so that tests can count them. */
export interface SentryReceiver extends HttpReceiver<SentryItem> {
  /** Address for SDKs, with the public key in it. */
  readonly dsn: string;
  readonly projectId: string;
  readonly publicKey: string;
}

const binaryTypes = ['attachment', 'replay_recording', 'replay_video'];
const limitedTypes = ['event', 'transaction'];

/**
 * Starts a receiver for `POST /api/<project>/envelope/`. `GET /api/0/events/<id>` and Sentry's own
 * `GET /api/0/projects/<organization>/<project>/events/<id>/` tell whether an event arrived.
 */
export async function startSentryReceiver(
  options: SentryReceiverOptions = {},
): Promise<SentryReceiver> {
  const { projectId = '1', publicKey = randomBytes(16).toString('hex') } = options;
  const { maxCompressedBytes = 200_000, maxEventBytes = 1_000_000 } = options;

  const ingest = (exchange: Exchange): Verdict<SentryItem> => {
    const { headers, query, body, wireBytes, path, atMs } = exchange;
    const isCompressed = (headers['content-encoding'] ?? 'identity') !== 'identity';
    if (isCompressed && wireBytes > maxCompressedBytes) {
      return no(413, `the request has ${wireBytes} bytes, ${maxCompressedBytes} are allowed`);
    }
    const envelope = parseEnvelope(body);
    if ('reason' in envelope) return no(400, envelope.reason);
    const key = sentryKey(headers, query, envelope.header.dsn);
    if (key === undefined) return no(401, 'missing authorization information');
    if (key !== publicKey) return no(403, 'the public key is of no project');
    if (path !== `/api/${projectId}/envelope/`)
      return no(403, 'the public key is of another project');
    const large = envelope.items.find(
      ({ header, payload }) => limitedTypes.includes(header.type) && payload.length > maxEventBytes,
    );
    if (large) {
      return no(413, `envelope exceeded size limits for type '${large.header.type}'`);
    }
    const items = envelope.items.map((item) => readItem(item, envelope.header, atMs));
    const broken = items.findIndex((item) => item === null);
    if (broken !== -1) return no(400, `the payload of item ${broken} is no JSON`);
    const id = envelope.header.event_id;
    return {
      status: 200,
      body: typeof id === 'string' ? { id } : {},
      items: items.filter((item) => item !== null),
    };
  };
  const handle = (exchange: Exchange): Verdict<SentryItem> => {
    const { method, path } = exchange;
    if (method === 'POST' && /^\/api\/[^/]+\/envelope\/$/.test(path)) return ingest(exchange);
    const id = method === 'GET' ? eventIdIn(path) : undefined;
    if (id === undefined) return no(404, `there is no ${method} ${path}`);
    const seen = receiver.received.filter(({ eventId }) => eventId === id);
    const first = seen[0];
    if (!first) return { status: 404, body: { detail: 'Event not found' } };
    return {
      status: 200,
      body: { eventID: id, count: seen.length, dateReceived: new Date(first.atMs).toISOString() },
    };
  };
  const receiver = await startHttpReceiver<SentryItem>({
    ...options,
    name: 'The Sentry receiver',
    handle,
  });
  const dsn = new URL(`/${projectId}`, receiver.url);
  dsn.username = publicKey;
  return Object.assign(receiver, { dsn: dsn.href, projectId, publicKey });
}

function eventIdIn(path: string): string | undefined {
  return /^\/api\/0\/(?:projects\/[^/]+\/[^/]+\/)?events\/([0-9a-f]{32})\/?$/.exec(path)?.[1];
}

/** Null when the payload should be JSON and is not. */
function readItem(
  { header, payload }: EnvelopeItem,
  envelopeHeader: Envelope['header'],
  atMs: number,
): SentryItem | null {
  const parsed = binaryTypes.includes(header.type)
    ? payload.toString('base64')
    : parseJson(payload.toString('utf8'));
  if (parsed === undefined) return null;
  const eventId = eventIdOf(parsed) ?? eventIdOf(envelopeHeader);
  return { atMs, type: header.type, eventId, header, envelopeHeader, payload: parsed };
}

function eventIdOf(value: unknown): string | undefined {
  const isNamed = typeof value === 'object' && value !== null && 'event_id' in value;
  return isNamed && typeof value.event_id === 'string' ? value.event_id : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which JSON has not; the caller refuses the item
  }
}

function no(status: number, reason: string): Verdict<SentryItem> {
  return { status, reason, body: { detail: reason } };
}
