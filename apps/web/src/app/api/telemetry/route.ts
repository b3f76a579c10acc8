import { serverTelemetry } from '../../../telemetry/server-telemetry.ts';

/** Takes what pages tell of themselves; see `createTunnel`. */
export const POST = (request: Request): Promise<Response> =>
  serverTelemetry().tunnel.handle(request);
