import { defineConfig } from 'tsup';

// Only our own code is bundled; dependencies stay in node_modules, where their native parts are.
export default defineConfig({
  entry: ['src/main.ts', 'src/migrate.ts', 'src/provision.ts'],
  format: ['esm'],
  target: 'node24',
  platform: 'node',
  sourcemap: true,
  clean: true,
  dts: false,
  skipNodeModulesBundle: true,
  tsconfig: 'tsconfig.app.json',
});
