import { entryTarget } from '../entry-target.ts';
import type { Names } from '../names.ts';
import { tsconfigText } from '../references.ts';

/** What a new lib is told about itself. */
export interface LibFacts extends Names {
  readonly layer: string;
  readonly phase: string;
  /** One sentence without a full stop. */
  readonly description: string;
}

/** Where the repository lives; npm's provenance compares it with where a package was built. */
const repository = 'git+https://github.com/unite-hub/unite.git';

/** `package.json` of a new lib. The first release makes 0.0.0 to 1.0.0. */
export function libManifest(lib: LibFacts): { readonly name: string } & Record<string, unknown> {
  return {
    name: `@unite/${lib.kebab}`,
    version: '0.0.0',
    description: lib.description,
    license: 'UNLICENSED',
    repository: { type: 'git', url: repository, directory: `libs/${lib.kebab}` },
    type: 'module',
    main: './dist/index.cjs',
    module: './dist/index.js',
    types: './dist/index.d.cts',
    exports: {
      '.': entryTarget('index', 'src/index.ts'),
      './package.json': './package.json',
    },
    files: ['dist', 'src', '!src/**/*.spec.ts'],
    sideEffects: false,
    engines: { node: '>=20.19' },
    publishConfig: { access: 'public' },
    nx: {
      name: lib.kebab,
      tags: ['type:lib', `scope:${lib.kebab}`, `layer:${lib.layer}`, `phase:${lib.phase}`],
    },
  };
}

/** Every hand-written file of a new lib, relative to its folder. */
export function libFiles(lib: LibFacts): Readonly<Record<string, string>> {
  return {
    'package.json': `${JSON.stringify(libManifest(lib), null, 2)}\n`,
    ...configuration(lib),
    'src/index.ts': index(lib),
    [`src/${lib.kebab}.ts`]: concept(lib),
    [`src/${lib.kebab}.spec.ts`]: conceptSpec(lib),
    'src/errors.ts': errors(lib),
    'src/errors.spec.ts': errorsSpec(lib),
    'test/readme.spec.ts': readmeSpec(lib),
    [`gate/size.gate.ts`]: sizeGate(lib),
    'README.md': readme(lib),
  };
}

/** The version plan that announces the first release. */
export function firstVersionPlan({ kebab, description }: LibFacts): string {
  return `---\n${kebab}: major\n---\n\nFirst release: ${description}.\n`;
}

function configuration({ kebab }: LibFacts): Readonly<Record<string, string>> {
  const base = '../../tsconfig.base.json';
  const references = [{ path: './tsconfig.lib.json' }];
  // The gate imports these; `nx sync` wants them at the sources, the compiler at the specs.
  const tools = ['nx-unite', 'gate'].map((tool) => ({
    path: `../../tools/${tool}/tsconfig.lib.json`,
  }));
  return {
    'tsconfig.json': tsconfigText({
      extends: base,
      files: [],
      include: [],
      references: [...references, { path: './tsconfig.spec.json' }],
    }),
    'tsconfig.lib.json': tsconfigText({
      extends: base,
      compilerOptions: {
        rootDir: 'src',
        outDir: 'out-tsc/lib',
        tsBuildInfoFile: 'out-tsc/lib/tsconfig.lib.tsbuildinfo',
        types: ['node'],
      },
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.spec.ts'],
      references: tools,
    }),
    'tsconfig.spec.json': tsconfigText({
      extends: base,
      compilerOptions: {
        rootDir: '.',
        outDir: 'out-tsc/spec',
        module: 'commonjs',
        moduleResolution: 'bundler',
        types: ['jest', 'node'],
      },
      include: ['src/**/*.spec.ts', 'test/**/*.ts', 'gate/**/*.ts'],
      references: [...references, ...tools],
    }),
    'jest.config.cts': `module.exports = {
  displayName: '${kebab}',
  preset: '../../jest.preset.js',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/*.spec.ts'],
};
`,
    'tsup.config.ts': `import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: true,
  target: 'node20',
  tsconfig: 'tsconfig.lib.json',
});
`,
  };
}

function index({ kebab, pascal, camel }: LibFacts): string {
  return `export { create${pascal}, type ${pascal}, type ${pascal}Options } from './${kebab}.ts';
export {
  is${pascal}Error,
  ${camel}ErrorCodes,
  ${pascal}Error,
  type ${pascal}ErrorCode,
} from './errors.ts';
`;
}

function concept({ kebab, pascal, upper }: LibFacts): string {
  return `import { ${pascal}Error } from './errors.ts';

/** Options of {@link create${pascal}}. */
export interface ${pascal}Options {
  /** The most characters that a name may have, at least 1. Defaults to 100. Longer names are refused. */
  readonly maxNameLength?: number;
}

/** Greets by name. */
export interface ${pascal} {
  /**
   * The greeting for \`name\`.
   *
   * @throws {${pascal}Error} ${upper}_NAME_TOO_LONG when \`name\` has more than \`maxNameLength\` characters.
   */
  greet(name: string): string;
}

/**
 * Creates the ${kebab}.
 *
 * @throws {${pascal}Error} ${upper}_OPTION_INVALID when \`maxNameLength\` is no whole number from 1.
 */
export function create${pascal}(options: ${pascal}Options = {}): ${pascal} {
  const { maxNameLength = 100 } = options;
  if (!Number.isInteger(maxNameLength) || maxNameLength < 1) {
    throw new ${pascal}Error(
      '${upper}_OPTION_INVALID',
      \`maxNameLength is \${maxNameLength}; give a whole number from 1\`,
    );
  }
  return {
    greet(name) {
      if (name.length > maxNameLength) {
        throw new ${pascal}Error(
          '${upper}_NAME_TOO_LONG',
          \`the name has \${name.length} characters; \${maxNameLength} are allowed\`,
        );
      }
      return \`Hello, \${name}\`;
    },
  };
}
`;
}

function conceptSpec({ kebab, pascal, upper, title }: LibFacts): string {
  return `import { create${pascal} } from './${kebab}.ts';

describe('${title}', () => {
  it('greets by name', () => {
    expect(create${pascal}().greet('Ada')).toBe('Hello, Ada');
  });

  it('takes a name of exactly the allowed length and refuses a longer one', () => {
    const subject = create${pascal}({ maxNameLength: 3 });
    expect(subject.greet('Ada')).toBe('Hello, Ada');
    expect(() => subject.greet('Adas')).toThrow(
      expect.objectContaining({ code: '${upper}_NAME_TOO_LONG' }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %p as the allowed length', (maxNameLength) => {
    expect(() => create${pascal}({ maxNameLength })).toThrow(
      expect.objectContaining({ code: '${upper}_OPTION_INVALID' }),
    );
  });
});
`;
}

function errors({ kebab, pascal, upper, camel }: LibFacts): string {
  return `/** Every code that this lib throws; README.md says when, and what to do. */
export const ${camel}ErrorCodes = ['${upper}_NAME_TOO_LONG', '${upper}_OPTION_INVALID'] as const;

/** Stable across releases: match on it instead of on the message. */
export type ${pascal}ErrorCode = (typeof ${camel}ErrorCodes)[number];

/** The same symbol in every copy of this package, ESM or CommonJS, so that each knows the others' errors. */
const brand = Symbol.for('@unite/${kebab}.error');

/** What this lib throws. */
export class ${pascal}Error extends Error {
  override readonly name = '${pascal}Error';
  readonly code: ${pascal}ErrorCode;

  constructor(code: ${pascal}ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether \`error\` was thrown by this lib, in any of its copies, and has \`code\` when one is given. */
export function is${pascal}Error(
  error: unknown,
  code?: ${pascal}ErrorCode,
): error is ${pascal}Error {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}
`;
}

function errorsSpec({ kebab, pascal, upper }: LibFacts): string {
  return `import { ${pascal}Error, is${pascal}Error } from './errors.ts';

const tooLong = new ${pascal}Error('${upper}_NAME_TOO_LONG', 'too long');

describe('an error of ${kebab}', () => {
  it('is told from others by its brand', () => {
    expect(is${pascal}Error(tooLong)).toBe(true);
    expect(is${pascal}Error(new Error('too long'))).toBe(false);
    expect(is${pascal}Error(null)).toBe(false);
    expect(is${pascal}Error('${upper}_NAME_TOO_LONG')).toBe(false);
  });

  it('is told from its siblings by its code', () => {
    expect(is${pascal}Error(tooLong, '${upper}_NAME_TOO_LONG')).toBe(true);
    expect(is${pascal}Error(tooLong, '${upper}_OPTION_INVALID')).toBe(false);
  });

  it('keeps the error that caused it', () => {
    const cause = new Error('below');
    expect(new ${pascal}Error('${upper}_NAME_TOO_LONG', 'above', { cause }).cause).toBe(cause);
  });
});
`;
}

function readmeSpec({ camel, kebab }: LibFacts): string {
  return `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ${camel}ErrorCodes } from '../src/errors.ts';
import * as lib from '../src/index.ts';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

/** The TypeScript examples of the README, in their order. */
const examples = [...readme.matchAll(/^\`\`\`ts\\n(.*?)^\`\`\`$/gms)].map(([, code = '']) => code);

/** Runs one example against the sources and returns what it printed. */
function printed(code: string): readonly unknown[] {
  const lines: unknown[] = [];
  const module = ts.ModuleKind.CommonJS;
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module } });
  const run = new Function('require', 'exports', 'console', outputText);
  const load = (id: string): unknown => (id === '@unite/${kebab}' ? lib : jest.requireActual(id));
  run(load, {}, { log: (line: unknown) => lines.push(line) });
  return lines;
}

/** What an example says that it prints: the comments behind its \`console.log\` lines. */
function promised(code: string): readonly string[] {
  return [...code.matchAll(/console\\.log\\(.*\\); \\/\\/ (.*)$/gm)].map(([, said = '']) => said);
}

describe('the README', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('shows code that prints what it says: %s', (code) => {
    expect(promised(code).length).toBeGreaterThan(0);
    expect(printed(code).map(String)).toEqual(promised(code));
  });

  it('lists exactly the codes of the errors that the lib throws', () => {
    const listed = [...readme.matchAll(/^\\| \`([A-Z_]+)\`/gm)].map(([, code]) => code);
    expect(listed.sort()).toEqual([...${camel}ErrorCodes].sort());
  });
});
`;
}

function sizeGate({ kebab, phase }: LibFacts): string {
  return `import { type Claim } from '@unite/gate';
import { entrySizes } from '@unite/nx-unite/size';

/** What the root entry point costs an application that bundles it. */
export const claims: readonly Claim[] = [
  {
    id: 'size-index',
    phase: '${phase}',
    text: 'The root entry point costs an application at most 1 kB, minified and compressed',
    target: { op: '<=', value: 1000 },
    unit: 'bytes gzip',
    async measure() {
      const { '.': index } = await entrySizes('libs/${kebab}');
      if (index === undefined) throw new Error('the lib has no root entry point');
      return { value: index.gzip, note: \`\${index.minified} bytes minified; peers not counted\` };
    },
  },
];
`;
}

function readme({ kebab, pascal, upper, description, phase }: LibFacts): string {
  return `# @unite/${kebab}

${description}.

Use it when a program greets people and must bound what they are called. Don't when the name is yours: write
the string.

## Install

\`\`\`sh
npm install @unite/${kebab}
\`\`\`

It has no dependencies. Node 20.19 or later, ESM or CommonJS.

## Example

\`\`\`ts
import { create${pascal}, is${pascal}Error } from '@unite/${kebab}';

const subject = create${pascal}({ maxNameLength: 3 });
console.log(subject.greet('Ada')); // Hello, Ada

try {
  subject.greet('Grace');
} catch (error) {
  console.log(is${pascal}Error(error, '${upper}_NAME_TOO_LONG')); // true
}
\`\`\`

## API

| export                     | what it does                                              |
| -------------------------- | --------------------------------------------------------- |
| \`create${pascal}(options?)\` | greets; \`maxNameLength\` bounds the name, 100 by default |
| \`is${pascal}Error(error, code?)\` | tells our errors from others, across copies       |

[The whole API](api/index.api.md), with every type.

## Guarantees and limits

A name is never shortened: it is used whole or refused. Characters are counted as UTF-16 units.

## Errors

| code                     | when                                      | retry | what to do                    |
| ------------------------ | ----------------------------------------- | ----- | ----------------------------- |
| \`${upper}_NAME_TOO_LONG\`  | a name is longer than \`maxNameLength\`     | no    | ask for a shorter name        |
| \`${upper}_OPTION_INVALID\` | \`maxNameLength\` is no whole number from 1 | no    | correct the option            |

## Telemetry

None.

## Measured

\`npx nx run ${kebab}:gate\` measures the claims of phase ${phase}; [the proof](../../docs/proof.md) has the results.
[size.json](size.json) records what each entry point costs.

## Stability

Semantic versioning. [api/](api) holds the reviewed report of each entry point, and a release that breaks the
one before is refused unless it is a major version.
`;
}
