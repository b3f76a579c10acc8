import type { Instrumentation } from 'next';

/** Runs once before the server answers: a faulty environment ends the start, not the first request. */
export async function register(): Promise<void> {
  // Next bundles this file for its edge runtime as well, where nothing of ours runs; it replaces the variable.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { config } = await import('./config.ts');
    const { startServerTelemetry } = await import('./telemetry/server-telemetry.ts');
    startServerTelemetry(config());
  }
}

/** Reports what pages, route handlers and the proxy throw. */
export const onRequestError: Instrumentation.onRequestError = async (...error) => {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { serverTelemetry } = await import('./telemetry/server-telemetry.ts');
    await serverTelemetry().onRequestError(...error);
  }
};
