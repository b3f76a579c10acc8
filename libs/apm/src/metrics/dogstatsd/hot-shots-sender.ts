import { StatsD } from 'hot-shots';

/** What carries lines to an Agent. */
export interface StatsdSender {
  /** Does not throw. `value` may be several, packed. */
  send(type: 'c' | 'd' | 'g', name: string, value: string, tags: string[]): void;
  /** Settles when everything is handed to the network; does not reject. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Where to send, and whom to tell of errors. */
export interface HotShotsSenderOptions {
  readonly host: string;
  readonly port: number;
  readonly maxBytes: number;
  /** Told the code of each error. */
  onError(code: string): void;
}

const codeOf = (error: object): string =>
  'code' in error && typeof error.code === 'string' ? error.code : 'send_failed';

/** hot-shots as transport only: it fills datagrams and sends them, its clean-ups and defaults have nothing to do. */
export function createHotShotsSender(options: HotShotsSenderOptions): StatsdSender {
  const { host, port, maxBytes, onError } = options;
  const client = new StatsD({
    host,
    port,
    maxBufferSize: maxBytes,
    // Flushed by us; this is for what would wait longer.
    bufferFlushInterval: 1000,
    cacheDns: true,
    // Tags and fields from the process's environment: ours come from the resource.
    includeDataDogTags: false,
    datadog: false,
    errorHandler: (error) => onError(codeOf(error)),
  });
  const methods = { c: 'increment', d: 'distribution', g: 'gauge' } as const;
  return {
    send(type, name, value, tags) {
      // It writes the value as it is given; only its types do not know packed ones.
      client[methods[type]](name, value as unknown as number, tags);
    },
    flush() {
      const { promise, resolve } = Promise.withResolvers<void>();
      client.flush((error) => {
        if (error) onError(codeOf(error));
        resolve();
      });
      return promise;
    },
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      client.close(() => resolve());
      return promise;
    },
  };
}
