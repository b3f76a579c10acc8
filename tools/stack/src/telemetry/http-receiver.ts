import { freePort } from '../network/free-port.ts';
import { createControl } from './control.ts';
import { createFaultSwitch } from './fault-switch.ts';
import { createHttpListener } from './http-listener.ts';
import { createJournal } from './journal.ts';
import type { Receiver } from './receiver.ts';
import { isReceiverFault, type ReceiverFault } from './receiver-fault.ts';
import { requestAddress } from './request-address.ts';
import {
  createRequestHandler,
  type HttpProtocol,
  type ReceivedRequest,
} from './request-handler.ts';

/** A receiver that speaks HTTP, with the faults of its own protocol in `Own`. */
export interface HttpReceiver<Item, Own = never> extends Receiver<Item, ReceiverFault | Own> {
  /** All requests, oldest first, also those that a fault hit; a live list. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections that are open at this moment. */
  readonly openConnections: number;
}

/** Where a receiver listens. */
export interface ReceiverOptions {
  /** Port on 127.0.0.1. Default: a random free one. */
  readonly port?: number;
  /** Epoch milliseconds now. Default: the system's clock. */
  readonly now?: () => number;
  /** Items, refusals and requests to keep of each; beyond them the oldest go. Default: all. */
  readonly maxKept?: number;
}

/** How {@link startHttpReceiver} is told about a protocol. */
export interface HttpReceiverOptions<Item, Own> extends ReceiverOptions, HttpProtocol<Item, Own> {
  /** Name for messages, e.g. "The Sentry receiver". */
  readonly name: string;
  /** Whether the value is a fault that only this protocol knows. Default: there are none. */
  readonly isOwnFault?: (value: unknown) => value is Own;
}

/**
 * Starts a receiver for a protocol over HTTP. Its control answers under `/_…` at `url`, too, except
 * while it refuses connections.
 */
export async function startHttpReceiver<Item, Own = never>(
  options: HttpReceiverOptions<Item, Own>,
): Promise<HttpReceiver<Item, Own>> {
  type Fault = ReceiverFault | Own;
  const { name, now = Date.now, maxKept = Infinity, isOwnFault } = options;
  const { port = await freePort() } = options;
  const journal = createJournal<Item>({ name, now, maxKept });
  const requests: ReceivedRequest[] = [];
  const receive = createRequestHandler(options, { journal, requests, now, maxKept });
  const listener = createHttpListener(port, (request, response) => {
    if (requestAddress(request).pathname.startsWith('/_')) return control(request, response);
    receive(request, response, fault.current).catch((error: Error) => response.destroy(error));
  });
  const fault = createFaultSwitch<Fault>(listener);
  const clear = () => {
    journal.clear();
    requests.length = 0;
  };
  const control = createControl<Item, Fault>({
    journal,
    isFault: (value): value is Fault => isReceiverFault(value) || isOwnFault?.(value) === true,
    fault,
    clear,
    more: () => ({ requests }),
  });
  const controlListener = createHttpListener(0, control);
  await listener.open();
  await controlListener.open();
  const close = async () => {
    await Promise.all([fault.close(), controlListener.shut()]);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    controlUrl: `http://127.0.0.1:${controlListener.port}`,
    received: journal.received,
    refused: journal.refused,
    requests,
    get openConnections() {
      return listener.openConnections;
    },
    clear,
    waitFor: journal.waitFor,
    fault: fault.change,
    close,
    [Symbol.asyncDispose]: close,
  };
}
