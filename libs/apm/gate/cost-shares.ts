import type { CostStatement } from '../src/cost/index.ts';

/** An endpoint of the service, by what one of its requests does. */
export interface Endpoint {
  readonly path: string;
  /** How much more than the endpoint of the same kind without a unit. */
  readonly units: number;
}

/** What was used between two statements. */
export interface Between {
  /** All rows but `idle`, microseconds. */
  readonly sumUs: number;
  /** Processor time of the row of an endpoint, microseconds. */
  cpuUs(path: string): number;
  egressBytes(path: string): number;
}

/** @param from earlier than `to`, of the same ledger. */
export function between(from: CostStatement, to: CostStatement): Between {
  const ofPath = (statement: CostStatement, path: string) =>
    statement.rows.filter(({ endpoint }) => endpoint === `GET ${path}`);
  const sum = (rows: CostStatement['rows'], of: 'cpuUs' | 'egressBytes') =>
    rows.filter(({ kind }) => kind !== 'idle').reduce((total, row) => total + row[of], 0);
  const grown = (path: string, of: 'cpuUs' | 'egressBytes') =>
    sum(ofPath(to, path), of) - sum(ofPath(from, path), of);
  return {
    sumUs: sum(to.rows, 'cpuUs') - sum(from.rows, 'cpuUs'),
    cpuUs: (path) => grown(path, 'cpuUs'),
    egressBytes: (path) => grown(path, 'egressBytes'),
  };
}

/**
 * How far the work that each endpoint was charged is from its true share, in percent of that share.
 *
 * Serving a request costs something whatever it does: that much is known from the endpoint without a unit, and
 * is not part of the shares.
 *
 * @param cpuUs of a row.
 * @param requests that an endpoint has answered.
 */
export function shareErrors(
  endpoints: readonly Endpoint[],
  cpuUs: (path: string) => number,
  requests: (path: string) => number,
): readonly number[] {
  const perRequest = ({ path }: Endpoint) => cpuUs(path) / requests(path);
  const bare = endpoints.find(({ units }) => units === 0);
  if (bare === undefined) throw new Error('no endpoint tells what serving a request costs');
  const working = endpoints.filter(({ units }) => units > 0);
  const own = working.map((one) => perRequest(one) - perRequest(bare));
  const total = own.reduce((a, b) => a + b, 0);
  const units = working.reduce((sum, one) => sum + one.units, 0);
  return working.map((one, n) => {
    const share = (own[n] ?? Number.NaN) / total;
    return (share / (one.units / units) - 1) * 100;
  });
}

/** The farthest from nothing, without its sign. */
export const farthest = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs));

/**
 * `paths` again and again, `times` times, in an order that favours none; the same for the same arguments. Each
 * comes once before any comes again, so that all see the same moments of the machine.
 */
export function shuffled(paths: readonly string[], times: number): readonly string[] {
  let seed = 1;
  const round = (): readonly string[] => {
    const deck = [...paths];
    for (let n = deck.length - 1; n > 0; n -= 1) {
      seed = Math.imul(seed, 48_271) + 11;
      const other = (seed >>> 8) % (n + 1);
      const [one, two] = [deck[n] ?? '', deck[other] ?? ''];
      deck[n] = two;
      deck[other] = one;
    }
    return deck;
  };
  return Array.from({ length: times }, round).flat();
}
