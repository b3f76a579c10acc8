import type { NextConfig } from '@unite/tracing/next';

import type { WebConfig } from '../config.ts';
import { hideAddresses } from './hide-addresses.ts';

type Errors = NonNullable<NextConfig['errors']>;
type BeforeSend = NonNullable<Errors['beforeSend']>;

type OnKept = NonNullable<NonNullable<NextConfig['traces']>['onKept']>;

/**
 * What `registerNext` is told by the web server's environment. Of traces only the API is told.
 * @param onKept takes the spans of the traces that are kept
 */
export function registerConfig(
  { apiUrl, telemetry }: WebConfig,
  version: string,
  onKept: OnKept,
): NextConfig {
  const { environment, sentry, dogstatsd, otlpUrl } = telemetry;
  const api = new URL(apiUrl).origin;
  return {
    service: { name: 'unite-web', version, environment },
    traces: {
      onKept,
      propagateTo: ({ origin }) => origin === api,
      ...(otlpUrl === null ? {} : { otlp: { url: `${otlpUrl}/v1/traces` } }),
    },
    metrics: {
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
