import { type Address, below, httpAddress } from './address.ts';
import { connect } from './connect.ts';
import { bearer, httpRequest, requireSuccess } from './http-request.ts';
import { poll } from './poll.ts';
import type { VerifyResult } from './report.ts';
import { Setback } from './setback.ts';
import { takeSteps, type VerifyContext } from './steps.ts';
import type { PrometheusTarget } from './targets.ts';

const variable = 'METRICS_URL';

/**
 * Scrapes the program and waits for Prometheus to do so once more. The probe is the program's `target_info`,
 * which is its own by the label `service_instance_id`; that Prometheus came again is told by a sample newer
 * than the one before, so that only Prometheus' clock matters.
 */
export function verifyPrometheus(
  target: PrometheusTarget,
  context: VerifyContext,
): Promise<VerifyResult> {
  return takeSteps('prometheus', context, async (step) => {
    const { metrics, server } = await step('configure', 'configured', () => ({
      metrics: httpAddress(target.metricsUrl, variable),
      server:
        target.prometheusUrl === undefined
          ? undefined
          : below(httpAddress(target.prometheusUrl, 'PROMETHEUS_URL'), '/api/v1/query'),
    }));
    await step('connect', 'reachable', () => connect(metrics, context));
    const scrape = async (): Promise<string> => {
      const headers = { accept: 'text/plain;version=0.0.4', ...bearer(target.metricsToken) };
      const answer = await httpRequest(metrics, { headers }, context);
      requireSuccess(answer, metrics, 'METRICS_TOKEN');
      return targetInfo(answer.body.toString('utf8'));
    };
    const selector = await step('scrape', server === undefined ? 'seen' : 'accepted', scrape);
    if (server !== undefined)
      await step('read back', 'seen', () => awaitScrape(server, selector, context));
  });
}

/** The series of the process as a selector: labels are written in PromQL as they are in the text format. */
function targetInfo(text: string): string {
  const [, selector] = /^(target_info\{.*\}) \S+$/m.exec(text) ?? [];
  if (selector !== undefined) return selector;
  throw new Setback(
    'misconfigured',
    'what is scraped has no target_info',
    `correct ${variable}: it must lead to what the pipeline's scrape() writes`,
  );
}

async function awaitScrape(
  server: Address,
  selector: string,
  context: VerifyContext,
): Promise<void> {
  server.url.searchParams.set('query', `max(timestamp(${selector}))`);
  const lastScrape = async (timeoutMs: number): Promise<number | undefined> => {
    const answer = await httpRequest(server, {}, { ...context, timeoutMs });
    requireSuccess(answer, server, 'PROMETHEUS_URL');
    return vectorValue(answer.body.toString('utf8'));
  };
  let before: number | undefined;
  let isFirst = true;
  const ask = async (timeoutMs: number) => {
    const last = await lastScrape(timeoutMs);
    if (isFirst) {
      before = last;
      isFirst = false;
    }
    if (last === undefined) return { why: 'Prometheus knows nothing of this process' };
    if (before === last) return { why: 'Prometheus has not scraped this process since' };
    return true;
  };
  const todo = 'see its targets; a long scrape interval needs a longer --deadline-ms';
  await poll(ask, context, todo);
}

/** The value of an instant vector with one series (prometheus.io, "HTTP API"), if it has one. */
function vectorValue(text: string): number | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // Judged below, as JSON of another shape is.
  }
  // Each member is checked before it is used.
  const { data } = Object(answer) as { data?: { result?: readonly { value?: unknown[] }[] } };
  if (!Array.isArray(data?.result))
    throw new Setback(
      'misconfigured',
      'PROMETHEUS_URL does not answer as Prometheus does',
      "set PROMETHEUS_URL to Prometheus' own address, without /api/v1",
    );
  const value = Number(data.result[0]?.value?.[1]);
  return Number.isFinite(value) ? value : undefined;
}
