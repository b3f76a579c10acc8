import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FaultSwitch } from './fault-switch.ts';
import { sendAnswer, type HttpAnswer } from './http-answer.ts';
import type { Journal } from './journal.ts';
import { requestAddress } from './request-address.ts';

/** What {@link createControl} asks and steers. */
export interface ControlOptions<Item, Fault> {
  readonly journal: Journal<Item>;
  readonly isFault: (value: unknown) => value is Fault;
  readonly fault: FaultSwitch<Fault>;
  readonly clear: () => void;
  /** More to tell with `GET /_received`. Default nothing. */
  readonly more?: () => object;
  /** Answers other paths; undefined means 404. Default none. */
  readonly query?: (method: string, url: URL) => HttpAnswer | undefined;
}

/** The HTTP side of a receiver, for other processes. */
export function createControl<Item, Fault>(options: ControlOptions<Item, Fault>): RequestListener {
  const { journal, isFault, fault, clear, more = () => ({}), query } = options;

  const received = (find: string | null): HttpAnswer => {
    const isWanted = (item: unknown) => find === null || JSON.stringify(item).includes(find);
    return {
      status: 200,
      body: {
        fault: fault.current,
        received: journal.received.filter(isWanted),
        refused: journal.refused.filter(isWanted),
        ...more(),
      },
    };
  };
  const changeFault = async (request: IncomingMessage): Promise<HttpAnswer> => {
    const next = parseJson(await text(request));
    if (!isFault(next)) return { status: 400, body: { error: 'The body is no fault.' } };
    await fault.change(next);
    return { status: 200, body: next };
  };
  const answer = async (request: IncomingMessage): Promise<HttpAnswer> => {
    const url = requestAddress(request);
    const method = request.method ?? '';
    const route = `${method} ${url.pathname}`;
    if (route === 'GET /_received') return received(url.searchParams.get('find'));
    if (route === 'POST /_fault') return changeFault(request);
    if (route === 'POST /_clear') {
      clear();
      return { status: 200, body: {} };
    }
    return query?.(method, url) ?? { status: 404, body: { error: `There is no ${route}.` } };
  };
  return (request, response) => {
    answer(request).then(
      (result) => sendAnswer(response, result),
      () => response.destroy(), // the client went away while it sent its question
    );
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // which is no fault, and is answered as such
  }
}
