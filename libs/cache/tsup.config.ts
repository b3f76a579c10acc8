import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    redis: 'src/redis/index.ts',
    testing: 'src/testing/index.ts',
    postgres: 'src/postgres/index.ts',
    next: 'src/next/index.ts',
    sealed: 'src/sealed/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: true,
  target: 'node20',
  tsconfig: 'tsconfig.lib.json',
});
