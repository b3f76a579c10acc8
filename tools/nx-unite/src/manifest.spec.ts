import { entryTarget } from './generators/entry-target.ts';
import { entryPoints, promisedFiles, type Manifest } from './manifest.ts';

const manifest: Manifest = {
  name: '@unite/cache',
  version: '1.0.0',
  main: './dist/index.cjs',
  exports: {
    '.': entryTarget('index', 'src/index.ts'),
    './redis/cluster': entryTarget('redis-cluster', 'src/redis/cluster.ts'),
    './internal/*': null,
    './package.json': './package.json',
  },
};

describe('the manifest of a lib', () => {
  it('names the entry points that hold code, in their order', () => {
    expect(entryPoints(manifest)).toEqual([
      { subpath: '.', name: 'index', module: './dist/index.js', types: './dist/index.d.ts' },
      {
        subpath: './redis/cluster',
        name: 'redis-cluster',
        module: './dist/redis-cluster.js',
        types: './dist/redis-cluster.d.ts',
      },
    ]);
  });

  it('has no entry points without exports', () => {
    expect(entryPoints({ name: 'a', version: '1.0.0' })).toEqual([]);
    expect(promisedFiles({ name: 'a', version: '1.0.0' })).toEqual([]);
  });

  it('promises every file of every condition, once', () => {
    expect(promisedFiles(manifest)).toEqual([
      'dist/index.cjs',
      'src/index.ts',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/index.d.cts',
      'src/redis/cluster.ts',
      'dist/redis-cluster.d.ts',
      'dist/redis-cluster.js',
      'dist/redis-cluster.d.cts',
      'dist/redis-cluster.cjs',
      'package.json',
    ]);
  });
});
