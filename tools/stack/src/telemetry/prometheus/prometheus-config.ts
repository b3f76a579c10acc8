/** What Prometheus scrapes. */
export interface PrometheusTarget {
  /** Label `job` of its series. */
  readonly job: string;
  /** Address of the metrics, e.g. "http://127.0.0.1:3000/metrics"; may have a query. */
  readonly url: string;
}

/** The configuration file (YAML, of which JSON is a part). */
export function prometheusConfig(
  targets: readonly PrometheusTarget[],
  scrapeIntervalMs: number,
): string {
  const interval = `${scrapeIntervalMs}ms`;
  return JSON.stringify({
    global: {
      scrape_interval: interval,
      scrape_timeout: interval, // the longest that is allowed
      evaluation_interval: interval,
    },
    scrape_configs: targets.map(scrapeConfig),
  });
}

function scrapeConfig({ job, url }: PrometheusTarget): object {
  const { protocol, host, pathname, searchParams } = new URL(url);
  const params = [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]);
  return {
    job_name: job,
    scheme: protocol.slice(0, -1),
    metrics_path: pathname,
    params: Object.fromEntries(params) as Record<string, string[]>, // entries that are built above
    static_configs: [{ targets: [host] }],
  };
}
