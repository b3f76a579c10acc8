/** Labels by name; `__name__` is the metric. */
export type Labels = Readonly<Record<string, string>>;

/** One series of an instant vector. */
export interface Sample {
  readonly labels: Labels;
  /** Epoch seconds, with a fraction. */
  readonly timeSeconds: number;
  /** As Prometheus writes it, e.g. "0.1", "NaN" or "+Inf"; the exact value of the sample. */
  readonly value: string;
}

/** An exemplar that was scraped. */
export interface ScrapedExemplar {
  readonly seriesLabels: Labels;
  readonly labels: Labels;
  readonly value: string;
  readonly timeSeconds: number;
}

/** A target as Prometheus sees it. */
export interface TargetState {
  readonly job: string;
  readonly url: string;
  readonly isUp: boolean;
  /** Why the last scrape failed; empty when it did not. */
  readonly lastError: string;
}

/** Questions to the HTTP API of Prometheus (prometheus.io, "HTTP API"). */
export interface PrometheusApi {
  /**
   * The instant vector of an expression; a scalar is one sample without labels.
   * @param atSeconds epoch seconds. Default: now
   */
  query(promql: string, atSeconds?: number): Promise<readonly Sample[]>;
  /** Label sets of the series that match. */
  series(selector: string): Promise<readonly Labels[]>;
  /** Exemplars of the series in the expression, of the last hour. */
  exemplars(promql: string): Promise<readonly ScrapedExemplar[]>;
  targets(): Promise<readonly TargetState[]>;
}

type RawSample = readonly [timeSeconds: number, value: string];
interface RawVector {
  readonly resultType: 'vector' | 'scalar' | 'matrix' | 'string';
  readonly result: RawSample | readonly { readonly metric: Labels; readonly value: RawSample }[];
}
type RawExemplars = readonly {
  readonly seriesLabels: Labels;
  readonly exemplars: readonly {
    readonly labels: Labels;
    readonly value: string;
    readonly timestamp: number;
  }[];
}[];
interface RawTargets {
  readonly activeTargets: readonly {
    readonly scrapePool: string;
    readonly scrapeUrl: string;
    readonly health: string;
    readonly lastError: string;
  }[];
}

/** Asks the server at an address. */
export function createPrometheusApi(url: string): PrometheusApi {
  const ask = async <T>(path: string, parameters: Record<string, string> = {}): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { data: T; error?: string }; // as the API documents
    if (answer.error !== undefined) throw new Error(`Prometheus answers: ${answer.error}`);
    return answer.data;
  };
  return {
    async query(promql, atSeconds) {
      const time = atSeconds === undefined ? {} : { time: String(atSeconds) };
      const { resultType, result } = await ask<RawVector>('query', { query: promql, ...time });
      if (resultType === 'scalar') return [toSample({}, result as RawSample)]; // told by its type
      if (resultType !== 'vector') throw new Error(`${promql} is a ${resultType}, not a vector`);
      const vector = result as Exclude<RawVector['result'], RawSample>; // told by its type
      return vector.map(({ metric, value }) => toSample(metric, value));
    },
    series: (selector) => ask('series', { 'match[]': selector }),
    async exemplars(promql) {
      const endSeconds = Date.now() / 1000 + 60; // clocks of targets may be ahead
      const series = await ask<RawExemplars>('query_exemplars', {
        query: promql,
        start: String(endSeconds - 3660),
        end: String(endSeconds),
      });
      return series.flatMap(({ seriesLabels, exemplars }) =>
        exemplars.map(({ labels, value, timestamp }) => ({
          seriesLabels,
          labels,
          value,
          timeSeconds: timestamp,
        })),
      );
    },
    async targets() {
      const { activeTargets } = await ask<RawTargets>('targets', { state: 'active' });
      return activeTargets.map(({ scrapePool, scrapeUrl, health, lastError }) => ({
        job: scrapePool,
        url: scrapeUrl,
        isUp: health === 'up',
        lastError,
      }));
    },
  };
}

function toSample(labels: Labels, [timeSeconds, value]: RawSample): Sample {
  return { labels, timeSeconds, value };
}
