import type { Event, SeverityLevel } from '@sentry/core';

/** What is known of an error beside itself. */
export interface ErrorContext {
  /** Id of the user; only its HMAC leaves the process. */
  readonly user?: string | undefined;
  /** Id of the workspace; only its HMAC leaves the process, as the tag `workspace`. */
  readonly workspace?: string | undefined;
  /** Searchable: few names and few values of each. */
  readonly tags?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Default: `error`. */
  readonly level?: SeverityLevel | undefined;
  /** 32 hexadecimal digits. Default: that of the active OpenTelemetry span. */
  readonly traceId?: string | undefined;
  /** 16 hexadecimal digits. Default: that of the active OpenTelemetry span. */
  readonly spanId?: string | undefined;
  /** Names the occurrence to the user, as in a problem document; becomes the tag `occurrence_id`. */
  readonly occurrenceId?: string | undefined;
  /** The request that failed. */
  readonly request?: ErrorRequest | undefined;
  /** Whether the program went on; false also says that it died of it. Default: true. */
  readonly handled?: boolean | undefined;
}

/** A request as far as it helps to understand an error; all of it is scrubbed. */
export interface ErrorRequest {
  readonly method?: string | undefined;
  /** Path or URL, with its query. */
  readonly url?: string | undefined;
  /** The pattern that was matched, e.g. `/contacts/:id`. Sentry shows it as the transaction. */
  readonly route?: string | undefined;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  readonly body?: unknown;
}

/** `event` with what `context` says. */
export function withContext(event: Event, context: ErrorContext): Event {
  const { user, workspace, occurrenceId, level, request, traceId, spanId } = context;
  return {
    ...event,
    ...(level !== undefined && { level }),
    ...(user !== undefined && { user: { id: user } }),
    tags: {
      ...event.tags,
      ...context.tags,
      ...(workspace !== undefined && { workspace }),
      ...(occurrenceId !== undefined && { occurrence_id: occurrenceId }),
    },
    ...(request !== undefined && requestMembers(request)),
    ...(traceId !== undefined && {
      // A span id is demanded by the protocol; without one the trace itself is meant.
      contexts: {
        ...event.contexts,
        trace: { trace_id: traceId, span_id: spanId ?? traceId.slice(16) },
      },
    }),
  };
}

function requestMembers({ method, url, route, headers, body }: ErrorRequest): Partial<Event> {
  const [path, query] = url === undefined ? [] : url.split('?', 2);
  return {
    ...(route !== undefined && {
      transaction: method === undefined ? route : `${method} ${route}`,
    }),
    request: {
      ...(method !== undefined && { method }),
      ...(path !== undefined && { url: path }),
      ...(query !== undefined && { query_string: query }),
      ...(headers !== undefined && { headers: flat(headers) }),
      ...(body !== undefined && { data: body }),
    },
  };
}

function flat(headers: NonNullable<ErrorRequest['headers']>): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, [value].flat().join(', ')]));
}
