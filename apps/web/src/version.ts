/** The version of the web app, as telemetry names it. */
export const webVersion = '0.1.0';
