import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../network/free-port.ts';
import { createControl } from './control.ts';
import { sendAnswer, type HttpAnswer } from './http-answer.ts';
import { createHttpListener } from './http-listener.ts';
import { createJournal } from './journal.ts';
import type { Receiver } from './receiver.ts';
import {
  isDelay,
  isReceiverFault,
  isStatusFault,
  type ReceiverFault,
  type StatusFault,
} from './receiver-fault.ts';
import { requestAddress } from './request-address.ts';
import { readRequestBody, type RequestBody } from './request-body.ts';

/** One request for telemetry that arrived, whatever became of it. */
export interface ReceivedRequest {
  /** Epoch milliseconds at which its headers were there. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of its body on the wire, before decompression; 0 until it has been read. */
  readonly wireBytes: number;
  /** Status of the answer, or what was done instead; `pending` while there is none. */
  readonly outcome: number | 'hang' | 'reset' | 'aborted' | 'pending';
}

/** A receiver that speaks HTTP, with the faults of its own protocol in `Own`. */
export interface HttpReceiver<Item, Own = never> extends Receiver<Item, ReceiverFault | Own> {
  /** All requests, oldest first, also those that a fault hit; a live list. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections that are open at this moment. */
  readonly openConnections: number;
}

/** A request that no fault hit, decoded. */
export interface Exchange<Own = never> {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
  readonly wireBytes: number;
  /** The fault in force, for those that only the protocol knows. */
  readonly fault: ReceiverFault | Own;
}

/** What a protocol makes of a request. */
export interface Verdict<Item> extends HttpAnswer {
  /** What to record as received. Default nothing. */
  readonly items?: readonly Item[];
  /** Why it is refused; recorded then. */
  readonly reason?: string;
}

/** Where a receiver listens. */
export interface ReceiverOptions {
  /** Port on 127.0.0.1. Default: a random free one. */
  readonly port?: number;
  /** Epoch milliseconds now. Default: the system's clock. */
  readonly now?: () => number;
}

/** How {@link startHttpReceiver} is told about a protocol. */
export interface HttpReceiverOptions<Item, Own> extends ReceiverOptions {
  /** Name for messages, e.g. "the Sentry receiver". */
  readonly name: string;
  readonly handle: (exchange: Exchange<Own>) => Verdict<Item>;
  /** Whether the value is a fault that only this protocol knows. Default: there are none. */
  readonly isOwnFault?: (value: unknown) => value is Own;
  /** The body's encoding where the address tells it. Default: the header `content-encoding`. */
  readonly encodingOf?: (url: URL) => string | undefined;
}

// Browsers send from pages of another origin.
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'retry-after, x-sentry-rate-limits',
};

/**
 * Starts a receiver for a protocol over HTTP. Its control answers under `/_…` at `url`, too, except
 * while it refuses connections.
 */
export async function startHttpReceiver<Item, Own = never>(
  options: HttpReceiverOptions<Item, Own>,
): Promise<HttpReceiver<Item, Own>> {
  type Fault = ReceiverFault | Own;
  const { name, now = Date.now, handle, isOwnFault, encodingOf = () => undefined } = options;
  const journal = createJournal<Item>(name, now);
  const requests: Changing<ReceivedRequest>[] = [];
  let fault: Fault = 'none';
  let change = Promise.resolve();

  const judge = (request: IncomingMessage, read: RequestBody, known: Known<Fault>) => {
    if (isStatusFault(known.fault)) return failed(known.fault);
    if ('reason' in read) return { ...read, body: { detail: read.reason } };
    return handle({ ...known, ...read, query: requestAddress(request).searchParams });
  };
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const inForce = fault;
    const record = newRecord(request, now());
    const end = (outcome: ReceivedRequest['outcome']) => {
      record.outcome = outcome;
      journal.changed();
    };
    requests.push(record);
    if (inForce === 'reset') {
      request.socket.resetAndDestroy();
      return end('reset');
    }
    if (inForce === 'hang') {
      request.on('error', () => undefined).resume(); // a client that gives up is no news
      return end('hang');
    }
    const read = await readRequestBody(request, encodingOf(requestAddress(request))).catch(
      () => null,
    );
    if (!read) return end('aborted'); // the client went away before the end of its body
    record.wireBytes = read.wireBytes;
    const verdict: Verdict<Item> = judge(request, read, { ...record, fault: inForce });
    if (verdict.reason !== undefined) {
      journal.refuse(verdict.status, verdict.reason, 'body' in read ? read.body : '');
    }
    journal.accept(verdict.items ?? []);
    if (isDelay(inForce)) await sleep(inForce.delayMs, undefined, { ref: false });
    sendAnswer(response, { ...verdict, headers: { ...cors, ...verdict.headers } });
    end(verdict.status);
  };
  const listener = createHttpListener(options.port ?? (await freePort()), (request, response) => {
    if (requestAddress(request).pathname.startsWith('/_')) return control(request, response);
    if (request.method === 'OPTIONS') return sendAnswer(response, { status: 204, headers: cors });
    receive(request, response).catch((error: Error) => response.destroy(error));
  });
  // One after the other, so that nothing listens anew while the last listener still closes.
  const setFault = (next: Fault) => {
    change = change.then(async () => {
      fault = next;
      if (next === 'refuse') await listener.shut();
      else if (!listener.isOpen) await listener.open();
    });
    return change;
  };
  const clear = () => {
    journal.clear();
    requests.length = 0;
  };
  const control = createControl<Item, Fault>({
    journal,
    isFault: (value): value is Fault => isReceiverFault(value) || isOwnFault?.(value) === true,
    current: () => fault,
    change: setFault,
    clear,
    more: () => ({ requests }),
  });
  const controlListener = createHttpListener(await freePort(), control);
  await listener.open();
  await controlListener.open();
  const close = async () => {
    await change.catch(() => undefined); // whoever changed the fault was told
    await Promise.all([listener.shut(), controlListener.shut()]);
  };
  return {
    url: `http://127.0.0.1:${listener.port}`,
    port: listener.port,
    controlUrl: `http://127.0.0.1:${controlListener.port}`,
    received: journal.received,
    refused: journal.refused,
    requests,
    get openConnections() {
      return listener.openConnections;
    },
    clear,
    waitFor: journal.waitFor,
    fault: setFault,
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Known<Fault> = ReceivedRequest & { readonly fault: Fault };
type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

function newRecord(request: IncomingMessage, atMs: number): Changing<ReceivedRequest> {
  return {
    atMs,
    method: request.method ?? '',
    path: requestAddress(request).pathname,
    headers: request.headers,
    wireBytes: 0,
    outcome: 'pending',
  };
}

function failed({ status, retryAfterSeconds, headers }: StatusFault): HttpAnswer {
  const retryAfter =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status, headers: { ...retryAfter, ...headers }, body: { detail: 'told to fail' } };
}
