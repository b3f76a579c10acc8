import { readJson, writeJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import claim, { type ClaimOptions } from './claim/claim.ts';
import lib, { type LibOptions } from './lib/lib.ts';
import problem, { type ProblemOptions } from './problem/problem.ts';
import remove from './remove/remove.ts';
import subpath from './subpath/subpath.ts';

const cache: LibOptions = { name: 'rate-limit', layer: 'data', phase: '7.0' };
const readme = '# Unite\n\n<!-- libs:start -->\n<!-- libs:end -->\n';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  for (const file of tree.children('.')) if (file.startsWith('.oxfmt')) tree.delete(file);
  tree.write('README.md', readme);
  writeJson(tree, 'tsconfig.json', { files: [], references: [{ path: './tools/gate' }] });
  writeJson(tree, 'package-lock.json', {
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/fastify': { version: '5.12.8' } },
  });
});

/** A written file without what Prettier decides: quotes, line breaks and the commas before them. */
function loose(file: string): string {
  const text = tree.read(file, 'utf8') ?? '';
  return text
    .replaceAll(/["']/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/,? ?([{}]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(', ', ',');
}

/** The refusal of `generate`, which must not have touched a file. */
async function refusal(generate: () => Promise<unknown>): Promise<string> {
  const before = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
  const error: unknown = await generate().then(
    () => 'it was accepted',
    (reason: unknown) => reason,
  );
  expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(
    before,
  );
  expect(error).toMatchObject({ name: 'Refusal' });
  const message = error instanceof Error ? error.message : '';
  expect(message).not.toContain('\n');
  return message;
}

describe('the generator of libs', () => {
  it('writes a publishable package on its floor and in its phase', async () => {
    await lib(tree, { ...cache, description: 'Limits how often something may happen.' });
    expect(readJson(tree, 'libs/rate-limit/package.json')).toMatchObject({
      name: '@unite/rate-limit',
      version: '0.0.0',
      description: 'Limits how often something may happen',
      nx: { tags: ['type:lib', 'scope:rate-limit', 'layer:data', 'phase:7.0'] },
    });
  });

  it('writes source, specs, gate, README and the plan of the first release', async () => {
    await lib(tree, cache);
    const files = ['src/index.ts', 'src/rate-limit.spec.ts', 'gate/size.gate.ts', 'README.md'];
    expect(files.filter((file) => !tree.exists(`libs/rate-limit/${file}`))).toEqual([]);
    expect(tree.read('libs/rate-limit/src/errors.ts', 'utf8')).toContain(
      'RATE_LIMIT_NAME_TOO_LONG',
    );
    expect(tree.read('.nx/version-plans/rate-limit-first-release.md', 'utf8')).toBe(
      '---\nrate-limit: major\n---\n\nFirst release: Rate limit for Unite.\n',
    );
  });

  it('adds the lib to the references where nx sync does, and to the lockfile and the map in order', async () => {
    await lib(tree, cache);
    await lib(tree, { name: 'apm', layer: 'observability', phase: 6.7 });
    expect(readJson(tree, 'tsconfig.json').references).toEqual([
      { path: './tools/gate' },
      { path: './libs/rate-limit' },
      { path: './libs/apm' },
    ]);
    expect(Object.keys(readJson(tree, 'package-lock.json').packages)).toEqual([
      '',
      'libs/apm',
      'libs/rate-limit',
      'node_modules/@unite/apm',
      'node_modules/@unite/rate-limit',
      'node_modules/fastify',
    ]);
    const rows = tree.read('README.md', 'utf8')?.match(/^\| \[.*$/gm);
    expect(rows?.map((row) => row.split('](')[0])).toEqual(['| [apm', '| [rate-limit']);
    expect(rows?.[0]).toMatch(/6\.7 +\|$/);
  });

  it('reads the phase 7.0 also where a command line makes it the number 7', async () => {
    await lib(tree, { ...cache, phase: 7 });
    expect(tree.read('libs/rate-limit/package.json', 'utf8')).toContain('"phase:7.0"');
  });

  it('refuses a name that exists, an unknown layer and a bad phase', async () => {
    await lib(tree, cache);
    await expect(refusal(() => lib(tree, cache))).resolves.toBe('libs/rate-limit exists already');
    await expect(refusal(() => lib(tree, { ...cache, name: 'b2', layer: 'roof' }))).resolves.toBe(
      'there is no layer "roof": use foundation, observability, data, access',
    );
    await expect(refusal(() => lib(tree, { ...cache, name: 'b2', phase: '9.9' }))).resolves.toBe(
      'there is no phase "9.9": use 6.7, 6.8, 6.9, 7.0, 7.2, 7.3, 7.4',
    );
    await expect(refusal(() => lib(tree, { ...cache, name: 'b2', phase: 'x' }))).resolves.toContain(
      'there is no phase "x"',
    );
  });

  it.each(['', 'a', 'Cache', 'cache_', '../evil', 'cache--two', '2fast', 'a'.repeat(41)])(
    'refuses the name %p',
    async (name) => {
      await expect(refusal(() => lib(tree, { ...cache, name }))).resolves.toContain(
        'must be lower-case words joined by hyphens',
      );
    },
  );

  it('refuses a workspace whose README has no table of libs', async () => {
    tree.write('README.md', '# Unite\n');
    await expect(refusal(() => lib(tree, cache))).resolves.toContain('has no table of libs');
    tree.delete('README.md');
    await expect(refusal(() => lib(tree, cache))).resolves.toContain('has no table of libs');
  });
});

describe('the generator that removes a lib', () => {
  it('leaves nothing of what the generator of libs did', async () => {
    await lib(tree, { name: 'apm', layer: 'observability', phase: 6.7 });
    const before = new Map(
      tree.listChanges().map(({ path, content }) => [path, content?.toString()]),
    );
    await lib(tree, cache);
    await remove(tree, { name: 'rate-limit' });
    const after = new Map(
      tree.listChanges().map(({ path, content }) => [path, content?.toString()]),
    );
    expect(after).toEqual(before);
  });

  it('keeps what a version plan says about other libs', async () => {
    await lib(tree, cache);
    tree.write(
      '.nx/version-plans/two.md',
      "---\n'rate-limit': minor\napm: patch\n---\n\nFaster.\n",
    );
    await remove(tree, { name: 'rate-limit' });
    expect(tree.read('.nx/version-plans/two.md', 'utf8')).toBe('---\napm: patch\n---\n\nFaster.\n');
  });

  it('refuses an unknown lib, a released one and one that is needed', async () => {
    await expect(refusal(() => remove(tree, { name: 'nothing' }))).resolves.toBe(
      'there is no lib "nothing"',
    );
    await lib(tree, cache);
    writeJson(tree, 'apps/api/package.json', { dependencies: { '@unite/rate-limit': '*' } });
    await expect(refusal(() => remove(tree, { name: 'rate-limit' }))).resolves.toBe(
      'apps/api depends on @unite/rate-limit',
    );
    tree.write('libs/rate-limit/api/released/index.d.ts', '');
    await expect(refusal(() => remove(tree, { name: 'rate-limit' }))).resolves.toContain(
      'has been released',
    );
  });
});

describe('the generator of entry points', () => {
  beforeEach(() => lib(tree, cache));

  it('adds source, spec, export and build entry', async () => {
    await subpath(tree, { name: 'fastify', project: 'rate-limit' });
    await subpath(tree, { name: 'web-streams', project: 'rate-limit' });
    expect(Object.keys(readJson(tree, 'libs/rate-limit/package.json').exports)).toEqual([
      '.',
      './fastify',
      './web-streams',
      './package.json',
    ]);
    expect(loose('libs/rate-limit/tsup.config.ts')).toContain(
      '{index:src/index.ts,fastify:src/fastify/index.ts,web-streams:src/web-streams/index.ts}',
    );
    expect(tree.exists('libs/rate-limit/src/fastify/entry-point.spec.ts')).toBe(true);
  });

  it('makes a framework an optional peer, and locks it', async () => {
    await subpath(tree, { name: 'fastify', project: 'rate-limit', peer: 'fastify' });
    const peers = {
      peerDependencies: { fastify: '>=5' },
      peerDependenciesMeta: { fastify: { optional: true } },
      devDependencies: { fastify: '5.12.8' },
    };
    expect(readJson(tree, 'libs/rate-limit/package.json')).toMatchObject(peers);
    expect(readJson(tree, 'package-lock.json').packages['libs/rate-limit']).toMatchObject(peers);
  });

  it('refuses an unknown lib, a taken name, a peer that is missing and a build it cannot read', async () => {
    const options = { name: 'index2', project: 'rate-limit' };
    await expect(refusal(() => subpath(tree, { ...options, project: 'no' }))).resolves.toBe(
      'there is no lib "no"',
    );
    await expect(refusal(() => subpath(tree, { ...options, peer: 'koa' }))).resolves.toBe(
      'the peer "koa" is not installed',
    );
    tree.write('libs/rate-limit/src/index2/index.ts', '');
    await expect(refusal(() => subpath(tree, options))).resolves.toBe(
      '@unite/rate-limit/index2 exists already',
    );
    tree.write('libs/rate-limit/tsup.config.ts', 'export default {};\n');
    await expect(refusal(() => subpath(tree, { ...options, name: 'other' }))).resolves.toContain(
      'tsup.config.ts has no `entry: { … }`',
    );
  });
});

describe('the generator of claims', () => {
  const fast: ClaimOptions = {
    id: 'fast',
    project: 'rate-limit',
    text: "A decision isn't slow",
    op: '<=',
    value: 2,
    unit: 'ms',
  };
  beforeEach(() => lib(tree, cache));

  it('adds a claim of the phase of its project, which is not kept before it is measured', async () => {
    await claim(tree, fast);
    const source = loose('libs/rate-limit/gate/fast.gate.ts');
    expect(source).toContain('{id:fast,phase:7.0,text:A decision isnt slow,target:{op:<=,value:2}');
    expect(source).toContain('Promise.reject(');
  });

  it('belongs to the workspace where the project has no phase', async () => {
    writeJson(tree, 'tools/stack/package.json', { name: '@unite/stack' });
    await claim(tree, { ...fast, project: 'stack' });
    expect(loose('tools/stack/gate/fast.gate.ts')).toContain('phase:workspace');
  });

  it('refuses an unknown project, a taken id, and what compares nothing', async () => {
    await expect(refusal(() => claim(tree, { ...fast, project: 'no' }))).resolves.toBe(
      'there is no project "no"',
    );
    await expect(refusal(() => claim(tree, { ...fast, id: 'size-index' }))).resolves.toBe(
      'rate-limit makes the claim "size-index" already',
    );
    await expect(refusal(() => claim(tree, { ...fast, op: '~' }))).resolves.toContain(
      '"~" compares nothing',
    );
    await expect(refusal(() => claim(tree, { ...fast, value: Number.NaN }))).resolves.toContain(
      'is not a number',
    );
  });
});

describe('the generator of problems', () => {
  const locked: ProblemOptions = {
    slug: 'contact-locked',
    project: 'api',
    status: 423,
    title: 'The contact is locked',
    when: "Somebody's import writes the contact",
    fix: 'Send the request again later',
  };
  const catalogue = 'apps/api/src/problems.ts';
  const define = (entries: string): string =>
    `export const problems = defineProblems('https://example.test/errors/', {${entries}}, {});\n`;

  it('adds an entry to the catalogue of its project', async () => {
    tree.write(catalogue, define(" 'not-found': { status: 404 }"));
    await problem(tree, locked);
    await problem(tree, { ...locked, slug: 'gone', status: 410 });
    expect(loose(catalogue)).toContain(
      '{not-found:{status:404},contact-locked:{status:423,title:The contact is locked,' +
        'when:Somebodys import writes the contact,fix:Send the request again later},gone:{status:410,',
    );
  });

  it('adds the first entry, too', async () => {
    tree.write(catalogue, define(''));
    await problem(tree, locked);
    expect(loose(catalogue)).toContain('{contact-locked:{');
  });

  it('refuses a taken slug, a status that is no error, and a project without one catalogue', async () => {
    tree.write(catalogue, define("'contact-locked': { status: 423 }"));
    await expect(refusal(() => problem(tree, locked))).resolves.toBe(
      'the problem "contact-locked" exists already',
    );
    await expect(refusal(() => problem(tree, { ...locked, status: 200 }))).resolves.toBe(
      'the status 200 is none of 400 to 599',
    );
    await expect(refusal(() => problem(tree, { ...locked, project: 'web' }))).resolves.toContain(
      'does 0 times',
    );
    tree.write('apps/api/src/more.ts', define(''));
    tree.write('apps/api/src/dynamic.ts', 'defineProblems(base, imported);\n');
    tree.write('apps/api/src/a.spec.ts', define(''));
    await expect(refusal(() => problem(tree, { ...locked, slug: 'b2' }))).resolves.toContain(
      'does 2 times',
    );
  });
});
