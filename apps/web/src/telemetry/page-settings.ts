import type { TelemetryConfig } from './telemetry-config.ts';

/** The name of the `<meta>` element that holds {@link PageSettings} as JSON. */
export const pageSettingsName = 'telemetry';

/** What a page is told of the vendors that it reports to; nothing of it is secret. */
export interface PageSettings {
  readonly environment: string;
  readonly release: string;
  /** A hash. */
  readonly workspace?: string;
  readonly sentry?: { readonly dsn: string };
  readonly rum?: { readonly applicationId: string; readonly clientToken: string };
}

/** The settings of a page, or undefined where pages report to no vendor. */
export function pageSettings(
  { environment, sentry, rum }: TelemetryConfig,
  release: string,
  workspace: string | undefined,
): PageSettings | undefined {
  if (sentry === null && rum === null) return undefined;
  return {
    environment,
    release,
    ...(workspace === undefined ? {} : { workspace }),
    ...(sentry === null ? {} : { sentry: { dsn: sentry.dsn } }),
    ...(rum === null
      ? {}
      : { rum: { applicationId: rum.applicationId, clientToken: rum.clientToken } }),
  };
}

/** The settings in a document; undefined where it has none. */
export function readPageSettings(document: Document): PageSettings | undefined {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name=${pageSettingsName}]`);
  // Written by this app's own layout.
  return meta === null ? undefined : (JSON.parse(meta.content) as PageSettings);
}
