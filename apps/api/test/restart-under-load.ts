import http from 'node:http';

/** What came of a load that ran through the end of one of two servers. */
export interface RestartOutcome {
  readonly answered: number;
  /** Requests that were sent and not answered with 200: a reset, a hang-up or an error status. */
  readonly lost: number;
  /** What happened to the lost ones, counted. */
  readonly faults: Readonly<Record<string, number>>;
  /** Connects that were refused, so that nothing was sent: the client moved to the other server. */
  readonly movedOn: number;
}

/** A load of keep-alive clients in a closed loop. */
export interface RestartLoad {
  readonly clients: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Port of the server that will end, and of the one that stays. */
  readonly ports: readonly [ending: number, staying: number];
  /** Ends the first server; the load runs before, during and after. */
  readonly end: () => Promise<unknown>;
  readonly warmUpMs: number;
  /**
   * Address that a balancer looks at every 100 ms, moving all clients when it is not 200. Without it
   * clients go on until their connect is refused.
   */
  readonly readyPath?: string;
}

/** Ends a server under load. A client moves to the other one only when its connect is refused. */
export async function restartUnderLoad(load: RestartLoad): Promise<RestartOutcome> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: load.clients });
  const faults: Record<string, number> = {};
  let [target] = load.ports;
  let answered = 0;
  let movedOn = 0;
  let stopping = false;

  const request = (port: number): Promise<string> =>
    new Promise((resolve) => {
      const sent = http.get(
        { host: '127.0.0.1', port, path: load.path, headers: load.headers, agent },
        (response) => {
          response.resume();
          response.once('end', () => resolve(String(response.statusCode)));
          response.once('error', () => resolve('broken answer'));
        },
      );
      sent.setTimeout(10_000, () => sent.destroy(new Error('no answer in 10 s')));
      sent.once('error', (error: NodeJS.ErrnoException) =>
        resolve(`${sent.reusedSocket ? 'reused' : 'fresh'} ${error.code ?? error.message}`),
      );
    });
  const client = async (): Promise<void> => {
    while (!stopping) {
      const result = await request(target);
      if (result === '200') answered += 1;
      else if (result === 'fresh ECONNREFUSED') {
        movedOn += 1;
        target = load.ports[1];
      } else faults[result] = (faults[result] ?? 0) + 1;
    }
  };

  const balancer = setInterval(() => {
    if (load.readyPath === undefined) return;
    // A connection of its own, as balancers do.
    http
      .get({ host: '127.0.0.1', port: load.ports[0], path: load.readyPath }, (response) => {
        response.resume();
        if (response.statusCode !== 200) target = load.ports[1];
      })
      .once('error', () => (target = load.ports[1]));
  }, 100);
  const clients = Array.from({ length: load.clients }, client);
  await new Promise((resolve) => setTimeout(resolve, load.warmUpMs));
  await load.end();
  await new Promise((resolve) => setTimeout(resolve, 300));
  stopping = true;
  clearInterval(balancer);
  await Promise.all(clients);
  agent.destroy();
  const lost = Object.values(faults).reduce((sum, count) => sum + count, 0);
  return { answered, lost, faults, movedOn };
}
