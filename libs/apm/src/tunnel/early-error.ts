import { pageErrorId, type PageErrorKind } from '../browser/page-report.ts';
import type { CheckedReport } from './parse-report.ts';
import { parseStack, type StackFrame } from './parse-stack.ts';

/** An error that only a page's report told: its visitor left early, or the SDK was blocked. */
export interface EarlyError {
  /** 32 hex digits; the same that the Sentry client would have used. */
  readonly eventId: string;
  readonly kind: PageErrorKind;
  /** e.g. `TypeError`; absent when something else than an error was thrown. */
  readonly type?: string;
  /** Scrubbed. */
  readonly message: string;
  /** Scrubbed; empty when there was none. */
  readonly stack: string;
  /** Script, line and column, scrubbed; empty when unknown. */
  readonly where: string;
  /** Milliseconds since 1970, by the visitor's clock, but not in the future. */
  readonly atMs: number;
  /** The route's pattern. */
  readonly route: string;
  /** The first 24 digits of the page view's id. */
  readonly pageView: string;
  /** Id of the workspace, as `workspaceOf` told it. */
  readonly workspace?: string;
}

/** What {@link earlyErrors} puts to what the page has told. */
export interface EarlyErrorContext {
  readonly scrub: (text: string) => string;
  readonly nowMs: number;
  readonly workspace: string | undefined;
}

/** The errors of a report, each text through `scrub`. */
export function earlyErrors(
  { view, route, errors }: CheckedReport,
  { scrub, nowMs, workspace }: EarlyErrorContext,
): readonly EarlyError[] {
  return errors.map(([ordinal, kind, text, stack, atMs, where]) => {
    const [, type, message = text] = /^(\w*(?:Error|Exception)): (.*)$/s.exec(text) ?? [];
    return {
      eventId: pageErrorId(view, ordinal, atMs),
      kind,
      ...(type !== undefined && { type }),
      message: scrub(message),
      stack: scrub(stack),
      where: scrub(where),
      atMs: Math.min(atMs, nowMs),
      route: scrub(route),
      pageView: view.slice(0, 24),
      ...(workspace !== undefined && { workspace }),
    };
  });
}

/** A Sentry event (develop.sentry.dev, event payloads) as `captureEvent` of the error reports takes it. */
export interface EarlyErrorEvent {
  readonly event_id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly platform: 'javascript';
  readonly level: 'error';
  readonly transaction: string;
  readonly exception: {
    readonly values: {
      readonly type: string;
      readonly value: string;
      readonly mechanism: { readonly type: string; readonly handled: boolean };
      readonly stacktrace?: { readonly frames: StackFrame[] };
    }[];
  };
  readonly contexts: { readonly page: { readonly view: string; readonly kind: PageErrorKind } };
  readonly extra: { readonly where: string };
  /** An id; `captureEvent` of the error reports puts its HMAC in its place. */
  readonly tags?: { readonly workspace: string };
}

const typeOfKind: Readonly<Record<PageErrorKind, string>> = {
  error: 'Error',
  handled: 'Error',
  rejection: 'UnhandledRejection',
  resource: 'ResourceError',
  csp: 'SecurityPolicyViolation',
};

/** The Sentry event of an early error; its id is the one that the browser would have sent it under. */
export function earlyErrorEvent(error: EarlyError): EarlyErrorEvent {
  const { kind, type = typeOfKind[kind], message, stack, where, atMs, route, pageView } = error;
  const { workspace } = error;
  const frames = parseStack(stack);
  return {
    event_id: error.eventId,
    timestamp: atMs / 1000,
    platform: 'javascript',
    level: 'error',
    transaction: route,
    exception: {
      values: [
        {
          type,
          value: message,
          mechanism: { type: `auto.browser.unite.${kind}`, handled: kind === 'handled' },
          ...(frames.length > 0 && { stacktrace: { frames } }),
        },
      ],
    },
    contexts: { page: { view: pageView, kind } },
    extra: { where },
    ...(workspace !== undefined && { tags: { workspace } }),
  };
}
