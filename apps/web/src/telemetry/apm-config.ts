import type { ApmConfig } from '@unite/apm';
import type { Tracing } from '@unite/tracing';

import type { TelemetryConfig } from './telemetry-config.ts';
import { hideAddresses } from './hide-addresses.ts';

type Errors = NonNullable<ApmConfig['errors']>;
type BeforeSend = NonNullable<Errors['beforeSend']>;

/**
 * What `register` is told by the web server's environment.
 * @param tracing says whose traces were kept, so that no exemplar points to one that was not
 */
export function apmConfig(
  config: TelemetryConfig,
  version: string,
  tracing: Pick<Tracing, 'explain'>,
): ApmConfig {
  const { environment, sentry, dogstatsd, otlpUrl } = config;
  return {
    service: { name: 'unite-web', version, environment },
    metrics: {
      isTraceKept(traceId) {
        const outcome = tracing.explain(traceId)?.outcome;
        return outcome === undefined || outcome === 'open' ? undefined : outcome === 'kept';
      },
      ...(dogstatsd === null ? {} : { dogstatsd }),
      ...(otlpUrl === null ? {} : { otlp: { url: `${otlpUrl}/v1/metrics` } }),
    },
    ...(sentry === null
      ? {}
      : {
          errors: {
            dsn: sentry.dsn,
            salt: sentry.salt,
            beforeSend: withoutAddress,
            ...(sentry.spoolFolder === null ? {} : { spool: { folder: sentry.spoolFolder } }),
          },
        }),
  };
}

/**
 * An address holds ids, and its query what somebody searched for. The workspace becomes the tag that error
 * reports hash, and the rest goes.
 */
export const withoutAddress: BeforeSend = (event) => {
  const { url } = event.request ?? {};
  if (url === undefined) return event;
  const workspace = /\/w\/([^/?#]+)/.exec(url)?.[1];
  const request = { ...event.request, url: hideAddresses(url) };
  delete request.query_string;
  return {
    ...event,
    request,
    ...(workspace !== undefined && { tags: { workspace, ...event.tags } }),
  };
};
