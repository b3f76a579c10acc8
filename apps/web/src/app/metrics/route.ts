import { mayScrape } from '@unite/apm/metrics';

import { config } from '../../config.ts';
import { peerAddress } from '../../telemetry/peer-address.ts';
import { serverTelemetry } from '../../telemetry/server-telemetry.ts';

/** The metrics of this server and of its pages, for Prometheus: with METRICS_TOKEN, or from this machine. */
export async function GET({ headers }: Request): Promise<Response> {
  const asker = { authorization: headers.get('authorization'), address: peerAddress(headers) };
  if (!mayScrape(asker, config().telemetry.metricsToken)) {
    const challenge = { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' };
    return new Response(null, { status: 401, headers: challenge });
  }
  const { contentType, body } = await serverTelemetry().apm.metrics.scrape(
    headers.get('accept') ?? undefined,
  );
  return new Response(body, {
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
  });
}
