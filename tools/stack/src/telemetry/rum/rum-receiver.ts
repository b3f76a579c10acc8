import { randomBytes, randomUUID } from 'node:crypto';
import { startHttpReceiver, type HttpReceiver, type ReceiverOptions } from '../http-receiver.ts';
import type { Exchange, Verdict } from '../request-handler.ts';
import { idIn, parseRumBatch, type RumEvent, type RumEventType } from './rum-batch.ts';

/** How a {@link RumReceiver} is started. */
export interface RumReceiverOptions extends ReceiverOptions {
  /** Default: a random one. */
  readonly clientToken?: string;
}

/** One RUM event that was accepted. */
export interface RumItem extends RumEvent {
  /** Epoch milliseconds of its arrival. */
  readonly atMs: number;
  /** Absent only in telemetry of the SDK. */
  readonly sessionId: string | undefined;
  readonly viewId: string | undefined;
  /** Whether it came through `?ddforward=`. */
  readonly isForwarded: boolean;
  /** Parameters of the intake, e.g. `ddsource` and `_dd.api` (fetch, beacon or manual). */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The RUM intake of Datadog. */
export interface RumReceiver extends HttpReceiver<RumItem> {
  readonly clientToken: string;
  /** Events of a type, oldest first. */
  ofType(type: RumEventType): readonly RumItem[];
}

const intake = '/api/v2/rum';

/**
 * Starts a receiver for `POST /api/v2/rum?…`, and for the same address as the value of `ddforward`
 * at any path, which is how a proxy gets it.
 */
export async function startRumReceiver(options: RumReceiverOptions = {}): Promise<RumReceiver> {
  const { clientToken = `pub${randomBytes(16).toString('hex')}` } = options;

  const handle = ({ method, path, query, body, atMs }: Exchange): Verdict<RumItem> => {
    const target = intakeOf(path, query);
    if (method !== 'POST' || target.pathname !== intake) {
      return no(404, `there is no ${method} ${target.pathname}`);
    }
    const { searchParams } = target;
    if (searchParams.get('ddsource') !== 'browser') return no(400, 'ddsource is not browser');
    if (searchParams.get('dd-api-key') !== clientToken) return no(403, 'the client token is wrong');
    const events = parseRumBatch(body.toString('utf8'));
    if ('reason' in events) return no(400, events.reason);
    const shared = {
      atMs,
      isForwarded: query.has('ddforward'),
      parameters: Object.fromEntries(searchParams),
    };
    const items = events.map(({ type, event }) => ({
      ...shared,
      type,
      event,
      sessionId: idIn(event.session),
      viewId: idIn(event.view),
    }));
    return { status: 202, body: { request_id: randomUUID() }, items };
  };
  const receiver = await startHttpReceiver<RumItem>({
    ...options,
    name: 'The RUM receiver',
    handle,
    // The SDK cannot set headers on a beacon and tells the encoding in the address.
    encodingOf: (url) =>
      intakeOf(url.pathname, url.searchParams).searchParams.get('dd-evp-encoding') ?? undefined,
  });
  const ofType = (type: RumEventType) => receiver.received.filter((item) => item.type === type);
  return Object.assign(receiver, { clientToken, ofType });
}

/** The address at Datadog that is meant. */
function intakeOf(path: string, query: URLSearchParams): URL {
  const forward = query.get('ddforward');
  const target = forward ?? `${path}?${query}`;
  // Only a path: a forward to another host is one that a proxy must not do.
  return new URL(target.startsWith('/') ? `http://intake${target}` : 'http://intake/');
}

function no(status: number, detail: string): Verdict<RumItem> {
  return { status, reason: detail, body: { errors: [{ status: String(status), detail }] } };
}
