import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    ajv: 'src/ajv/index.ts',
    client: 'src/client/index.ts',
    common: 'src/common/index.ts',
    docs: 'src/docs/index.ts',
    express: 'src/express/index.ts',
    fastify: 'src/fastify/index.ts',
    http: 'src/http/index.ts',
    next: 'src/next/index.ts',
    pg: 'src/pg/index.ts',
    'standard-schema': 'src/standard-schema/index.ts',
    testing: 'src/testing/index.ts',
    zod: 'src/zod/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: true,
  target: 'node20',
  tsconfig: 'tsconfig.lib.json',
});
