import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendAnswer, type HttpAnswer } from './http-answer.ts';
import { forgetOldest, type Journal } from './journal.ts';
import { isDelay, isStatusFault, type ReceiverFault, type StatusFault } from './receiver-fault.ts';
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

/** What a protocol over HTTP consists of. */
export interface HttpProtocol<Item, Own> {
  readonly handle: (exchange: Exchange<Own>) => Verdict<Item>;
  /** The body's encoding where the address tells it. Default: the header `content-encoding`. */
  readonly encodingOf?: (url: URL) => string | undefined;
}

/** Where {@link createRequestHandler} records. */
export interface RequestRecords<Item> {
  readonly journal: Journal<Item>;
  readonly requests: ReceivedRequest[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Requests to keep; beyond them the oldest are forgotten. */
  readonly maxKept: number;
}

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

// Browsers send from pages of another origin.
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'retry-after, x-sentry-rate-limits',
};

/**
 * Handles the requests of a protocol: applies the fault in force, reads the body, asks the protocol
 * and records what it says before it answers.
 */
export function createRequestHandler<Item, Own>(
  { handle, encodingOf = () => undefined }: HttpProtocol<Item, Own>,
  { journal, requests, now, maxKept }: RequestRecords<Item>,
): (
  request: IncomingMessage,
  response: ServerResponse,
  fault: ReceiverFault | Own,
) => Promise<void> {
  const judge = (
    read: RequestBody,
    url: URL,
    known: Omit<Exchange<Own>, 'body' | 'query'>,
  ): Verdict<Item> => {
    if (isStatusFault(known.fault)) return failed(known.fault);
    if ('reason' in read) return { ...read, body: { detail: read.reason } };
    return handle({ ...known, ...read, query: url.searchParams });
  };
  return async (request, response, fault) => {
    if (request.method === 'OPTIONS') return sendAnswer(response, { status: 204, headers: cors });
    const record = newRecord(request, now());
    const end = (outcome: ReceivedRequest['outcome']) => {
      record.outcome = outcome;
      journal.changed();
    };
    requests.push(record);
    forgetOldest(requests, maxKept);
    if (fault === 'reset') {
      request.socket.resetAndDestroy();
      return end('reset');
    }
    if (fault === 'hang') {
      request.on('error', () => undefined).resume(); // a client that gives up is no news
      return end('hang');
    }
    const url = requestAddress(request);
    const read = await readRequestBody(request, encodingOf(url)).catch(() => null);
    if (!read) return end('aborted'); // the client went away before the end of its body
    record.wireBytes = read.wireBytes;
    const verdict = judge(read, url, { ...record, fault });
    if (verdict.reason !== undefined) {
      journal.refuse(verdict.status, verdict.reason, 'body' in read ? read.body : '');
    }
    journal.accept(verdict.items ?? []);
    if (isDelay(fault)) await sleep(fault.delayMs, undefined, { ref: false });
    sendAnswer(response, { ...verdict, headers: { ...cors, ...verdict.headers } });
    end(verdict.status);
  };
}

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
