import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    browser: 'src/browser/index.ts',
    context: 'src/context/index.ts',
    cost: 'src/cost/index.ts',
    fastify: 'src/fastify/index.ts',
    metrics: 'src/metrics/index.ts',
    next: 'src/next/index.ts',
    scrub: 'src/scrub/index.ts',
    sentry: 'src/sentry/index.ts',
    slo: 'src/slo/index.ts',
    tunnel: 'src/tunnel/index.ts',
    verify: 'src/verify/index.ts',
    delivery: 'src/delivery/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: true,
  target: 'node24',
  tsconfig: 'tsconfig.lib.json',
});
