import type { ExportTarget } from '../manifest.ts';

/** What `exports` says about one entry point: its source for us, its built files for everybody. */
export function entryTarget(name: string, source: string): ExportTarget {
  return {
    '@unite/source': `./${source}`,
    import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
  };
}
