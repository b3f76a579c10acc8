import { ApmError } from '../errors.ts';

/**
 * Refuses to be the second. Sentry keeps one client per version of its SDK in `globalThis.__SENTRY__`, so that
 * one of another version is found as well.
 *
 * @throws {ApmError} APM_DOUBLE_INSTRUMENTATION
 */
export function refuseDoubleInstrumentation(): void {
  const carrier: unknown = Reflect.get(globalThis, '__SENTRY__');
  if (typeof carrier !== 'object' || carrier === null) return;
  for (const [version, one] of Object.entries(carrier)) {
    const client = clientOf(one);
    if (client === undefined) continue;
    const what = isTracing(client) ? 'that traces, so every request would be traced twice' : '';
    throw new ApmError(
      'APM_DOUBLE_INSTRUMENTATION',
      `Sentry ${version} has a client already ${what}: remove Sentry.init, or close() what was made before.`,
    );
  }
}

/** Sentry's own structures, of any version: nothing of them is taken for granted. */
function clientOf(carrier: unknown): object | undefined {
  const client = call(member(carrier, 'defaultCurrentScope'), 'getClient');
  return typeof client === 'object' && client !== null ? client : undefined;
}

function isTracing(client: object): boolean {
  const options = call(client, 'getOptions');
  return (
    member(options, 'tracesSampleRate') !== undefined ||
    member(options, 'tracesSampler') !== undefined
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function call(value: unknown, name: string): unknown {
  const method = member(value, name);
  return typeof method === 'function' ? Reflect.apply(method, value, []) : undefined;
}
