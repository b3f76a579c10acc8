/** The one path that pages send telemetry to. */
export const tunnelPath = '/api/telemetry';
