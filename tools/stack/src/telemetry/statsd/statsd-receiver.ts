import { freePort } from '../../network/free-port.ts';
import { createControl } from '../control.ts';
import { createFaultSwitch } from '../fault-switch.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { createHttpListener } from '../http-listener.ts';
import type { ReceiverOptions } from '../http-receiver.ts';
import { createJournal } from '../journal.ts';
import type { Receiver } from '../receiver.ts';
import { parseStatsdLine, type StatsdLine } from './dogstatsd.ts';
import { udpDrops } from './udp-drops.ts';
import { createUdpPort } from './udp-port.ts';

/** How a {@link StatsdReceiver} is started. */
export interface StatsdReceiverOptions extends ReceiverOptions {
  /** Bytes of a datagram; larger ones are refused. Default 8192, the Agent's `dogstatsd_buffer_size`. */
  readonly maxDatagramBytes?: number;
}

/** A line that was accepted. */
export type StatsdItem = StatsdLine & {
  /** Epoch milliseconds of its arrival. */
  readonly atMs: number;
  /** As it arrived. */
  readonly line: string;
  /** Number of its datagram, from 1. */
  readonly datagram: number;
};

/**
 * What a DogStatsD receiver does: `none` records, `hang` takes datagrams and records nothing, and
 * `refuse` closes the port, which senders may learn as ECONNREFUSED or not at all.
 */
export type StatsdFault = 'none' | 'hang' | 'refuse';

/** A Datadog Agent that takes DogStatsD over UDP. */
export interface StatsdReceiver extends Receiver<StatsdItem, StatsdFault> {
  /** Datagrams that were read, whatever was in them. */
  readonly datagrams: number;
  /**
   * Datagrams that the kernel dropped before we could read them, since the port was opened last;
   * null where that cannot be told.
   */
  drops(): number | null;
}

const faults: readonly unknown[] = ['none', 'hang', 'refuse'] satisfies StatsdFault[];

/**
 * Starts a receiver for DogStatsD over UDP. `GET /query?metric=<name>` at `controlUrl` tells the
 * lines of a metric, the sum of their values and the last one.
 */
export async function startStatsdReceiver(
  options: StatsdReceiverOptions = {},
): Promise<StatsdReceiver> {
  const { now = Date.now, maxKept = Infinity, maxDatagramBytes = 8192 } = options;
  const { port = await freePort() } = options;
  const journal = createJournal<StatsdItem>({ name: 'The DogStatsD receiver', now, maxKept });
  let datagrams = 0;

  const read = (content: Buffer) => {
    const datagram = ++datagrams;
    if (fault.current === 'hang') return;
    const atMs = now();
    if (content.length > maxDatagramBytes) {
      return journal.refuse(0, `the datagram has more than ${maxDatagramBytes} bytes`, content);
    }
    const items: StatsdItem[] = [];
    for (const line of linesOf(content)) {
      const parsed = parseStatsdLine(line);
      if ('reason' in parsed) journal.refuse(0, parsed.reason, line);
      else items.push({ ...parsed, atMs, line, datagram });
    }
    journal.accept(items);
  };
  const socket = createUdpPort(port, read);
  const fault = createFaultSwitch<StatsdFault>(socket);
  const clear = () => {
    journal.clear();
    datagrams = 0;
  };
  const control = createHttpListener(
    0,
    createControl<StatsdItem, StatsdFault>({
      journal,
      isFault: (value): value is StatsdFault => faults.includes(value),
      fault,
      clear,
      more: () => ({ datagrams, drops: udpDrops(port) }),
      query: (method, url) =>
        method === 'GET' && url.pathname === '/query'
          ? tellMetric(journal.received, url.searchParams.get('metric'))
          : undefined,
    }),
  );
  await socket.open();
  await control.open();
  const close = async () => {
    await Promise.all([fault.close(), control.shut()]);
  };
  return {
    url: `udp://127.0.0.1:${port}`,
    port,
    controlUrl: `http://127.0.0.1:${control.port}`,
    received: journal.received,
    refused: journal.refused,
    get datagrams() {
      return datagrams;
    },
    drops: () => udpDrops(port),
    clear,
    waitFor: journal.waitFor,
    fault: fault.change,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The lines of a datagram; a newline at its end is no line of its own. */
function linesOf(content: Buffer): string[] {
  const text = content.toString('utf8');
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function tellMetric(items: readonly StatsdItem[], metric: string | null): HttpAnswer {
  const lines = items
    .filter((item) => item.kind === 'metric')
    .filter(({ name }) => name === metric);
  const weighted = lines.flatMap(({ values, sampleRate }) =>
    values.map((value) => (typeof value === 'number' ? value / sampleRate : 0)),
  );
  return {
    status: lines.length > 0 ? 200 : 404,
    body: {
      metric,
      lines,
      count: weighted.length,
      sum: weighted.reduce((total, value) => total + value, 0),
      last: lines.at(-1)?.values.at(-1) ?? null,
    },
  };
}
