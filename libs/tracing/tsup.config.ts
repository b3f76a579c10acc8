import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    apm: 'src/apm/index.ts',
    express: 'src/express/index.ts',
    next: 'src/next/index.ts',
    register: 'src/register/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: true,
  target: 'node24',
  tsconfig: 'tsconfig.lib.json',
});
