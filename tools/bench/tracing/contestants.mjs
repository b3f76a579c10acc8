import { fileURLToPath } from 'node:url';

const preload = (name) => fileURLToPath(new URL(`preloads/${name}.mjs`, import.meta.url));

/**
 * What may trace a server; the first is the measure.
 *
 * @type {readonly { name: string, arguments: readonly string[], told?: object, env?: (url: string) => object }[]}
 */
export const contestants = [
  { name: 'none', arguments: [] },
  ...[1, 0.1].map((sampleRatio) => ({
    name: `@unite/tracing, ${sampleRatio * 100} %`,
    // The workspace's libs are TypeScript here, whose types Node strips.
    arguments: ['--conditions=@unite/source', '--import', preload('unite')],
    told: { sampleRatio },
  })),
  ...[1, 0.1].map((sampleRatio) => ({
    name: `OpenTelemetry http, ${sampleRatio * 100} %`,
    arguments: ['--import', preload('opentelemetry')],
    told: { sampleRatio, with: 'http' },
  })),
  {
    name: 'OpenTelemetry http, fastify, pg, 100 %',
    arguments: ['--import', preload('opentelemetry')],
    told: { sampleRatio: 1, with: 'all' },
  },
  {
    name: 'Sentry tracing, 100 %',
    arguments: ['--import', preload('sentry')],
    told: { sampleRatio: 1 },
  },
  {
    name: 'dd-trace, 100 %',
    arguments: ['--import', fileURLToPath(import.meta.resolve('dd-trace/initialize.mjs'))],
    env: (url) => ({
      DD_TRACE_AGENT_URL: url,
      DD_SERVICE: 'bench',
      DD_TRACE_SAMPLE_RATE: '1',
      DD_TRACE_RATE_LIMIT: '-1',
      // Tracing alone is compared.
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      DD_RUNTIME_METRICS_ENABLED: 'false',
      DD_PROFILING_ENABLED: 'false',
      DD_TRACE_STARTUP_LOGS: 'false',
    }),
  },
];
