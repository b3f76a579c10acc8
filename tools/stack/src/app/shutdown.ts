// npm passes a Ctrl-C on to us although the terminal has sent it to us already.
const echoMs = 500;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What {@link onShutdown} is told. */
export interface ShutdownOptions {
  /** Called once, at the first signal. */
  readonly first: () => void;
  /** Called when somebody insists: at a later signal that is not the echo of the first. */
  readonly again: () => void;
  /** Monotonic milliseconds; injected by tests. */
  readonly monotonicMs?: () => number;
  /** Where the signals come from. Default: this process. */
  readonly source?: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
}

/** Listens for SIGINT, SIGTERM and SIGHUP; returns a function that stops listening. */
export function onShutdown(options: ShutdownOptions): () => void {
  const { first, again, monotonicMs = () => performance.now(), source = process } = options;
  let firstMs: number | undefined;
  const hear = () => {
    if (firstMs === undefined) {
      firstMs = monotonicMs();
      first();
    } else if (monotonicMs() - firstMs >= echoMs) again();
  };
  for (const signal of signals) source.on(signal, hear);
  return () => {
    for (const signal of signals) source.off(signal, hear);
  };
}
