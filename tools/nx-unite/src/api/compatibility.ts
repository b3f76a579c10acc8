import { join } from 'node:path';
import ts from 'typescript';
import { comparable } from './comparable.ts';

/** Two releases of one entry point, each as one `.d.ts`. */
export interface Releases {
  /** Folder of the lib, from which the imports of both are resolved. Absolute. */
  readonly folder: string;
  readonly released: string;
  readonly current: string;
}

/**
 * What in `current` would break code that was written against `released`, one sentence each; none when
 * it is compatible. Compares by compiling: every released value must accept the current one, every released
 * type must be assignable to or from the current one, and no name may be missing.
 *
 * Not seen: a type that no exported value mentions and that lost a member which its users read, and what a
 * generic type of that kind makes of its parameters.
 */
export function breakingChanges({ folder, released, current }: Releases): readonly string[] {
  const at = (file: string): string => join(folder, 'api', file);
  const files = new Map([
    [at('released.d.ts'), comparable(released)],
    [at('current.d.ts'), comparable(current)],
  ]);
  const [before, now] = exportsOf(files, [at('released.d.ts'), at('current.d.ts')]);
  const removed = [...before.keys()]
    .filter((name) => !now.has(name))
    .map((name) => `\`${name}\` is no longer exported`);

  const changed = new Map<string, string>();
  for (const [name, finding] of changes(comparison(before, now))) {
    if (!changed.has(name)) changed.set(name, finding);
  }
  return [...removed, ...changed.values()];

  /** Findings by export. Where the compiler gives up on a recursive type, only the same text passes. */
  function changes(lines: readonly ComparedLine[]): readonly (readonly [string, string])[] {
    try {
      return compare(files, at('comparison.ts'), lines);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const [only, another] = lines;
      if (another !== undefined) return lines.flatMap((line) => changes([line]));
      const [then, today] = [...files.values()].map((text) =>
        declarationOf(text, only?.name ?? ''),
      );
      if (only === undefined || (then !== '' && then === today)) return [];
      return [[only.name, `\`${only.name}\` changed, and is too deep for the compiler to compare`]];
    }
  }
}

/** Compiles `lines` and returns what it says about each, by name. */
function compare(
  files: ReadonlyMap<string, string>,
  path: string,
  lines: readonly ComparedLine[],
): readonly (readonly [string, string])[] {
  const all = [...prelude, ...lines];
  const code = all.map((line) => line.code).join('\n');
  const program = programOf(new Map([...files, [path, code]]), [path], options);
  const file = program.getSourceFile(path);
  return program.getSemanticDiagnostics(file).map((diagnostic) => {
    const line = file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    const about = all[line];
    if (about === undefined || about.name === '') {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
    }
    return [about.name, explain(about, diagnostic)];
  });
}

/** The text of the declarations of `name`. */
function declarationOf(text: string, name: string): string {
  const source = ts.createSourceFile('api.d.ts', text, ts.ScriptTarget.Latest, true);
  const names = (statement: ts.Statement): readonly (string | undefined)[] =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((declared) => declared.name.getText())
      : [ts.getNameOfDeclaration(statement as ts.DeclarationStatement)?.getText()]; // or none
  return source.statements
    .filter((statement) => names(statement).includes(name))
    .map((statement) => statement.getText())
    .join('\n');
}

/** One export as the compiler sees it. */
interface Export {
  readonly value: boolean;
  readonly type: boolean;
  readonly typeParameters: number;
}

interface ComparedLine {
  readonly name: string;
  readonly code: string;
  readonly kind: 'value' | 'type';
}

const prelude: readonly ComparedLine[] = [
  "import type * as Released from './released.js';",
  "import type * as Current from './current.js';",
  'type EitherWay<A, B> = [A] extends [B] ? true : [B] extends [A] ? true : false;',
].map((code) => ({ name: '', code, kind: 'type' }));

function comparison(
  before: ReadonlyMap<string, Export>,
  now: ReadonlyMap<string, Export>,
): readonly ComparedLine[] {
  return [...before].flatMap(([name, { value, type, typeParameters }], index) => {
    if (!now.has(name)) return [];
    // `never` fits every constraint, and unlike `any` it ends recursive types instead of unfolding them.
    const never = Array.from({ length: typeParameters }, () => 'never').join(', ');
    const of = (module: string): string => `${module}.${name}${never === '' ? '' : `<${never}>`}`;
    const same = `EitherWay<${of('Released')}, ${of('Current')}>`;
    return [
      ...(value
        ? [
            {
              name,
              kind: 'value' as const, // a literal of the union above
              code: `declare let current${index}: typeof Current.${name}; export const value${index}: typeof Released.${name} = current${index};`,
            },
          ]
        : []),
      ...(type
        ? [{ name, kind: 'type' as const, code: `export const type${index}: ${same} = true;` }] // as above
        : []),
    ];
  });
}

function explain({ name, kind }: ComparedLine, { messageText, code }: ts.Diagnostic): string {
  const assignability = 2322;
  const detail =
    kind === 'type' && code === assignability
      ? 'neither form accepts the other'
      : ts.flattenDiagnosticMessageText(messageText, '\n    ');
  return `\`${name}\` changed: ${detail}`;
}

/** The exports of each of `roots`, by name. */
function exportsOf(
  files: ReadonlyMap<string, string>,
  roots: readonly [string, string],
): readonly [ReadonlyMap<string, Export>, ReadonlyMap<string, Export>] {
  // Names and kinds need neither the standard library nor the imports.
  const program = programOf(files, roots, { ...options, noLib: true, noResolve: true, types: [] });
  const checker = program.getTypeChecker();
  const [released, current] = roots;
  const read = (root: string): ReadonlyMap<string, Export> => {
    const file = program.getSourceFile(root);
    const module = file && checker.getSymbolAtLocation(file);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    return new Map(symbols.map((symbol) => [symbol.name, describe(symbol, checker)]));
  };
  return [read(released), read(current)];
}

function describe(symbol: ts.Symbol, checker: ts.TypeChecker): Export {
  const alias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = alias ? checker.getAliasedSymbol(symbol) : symbol;
  const generic = target.declarations?.find(
    (node) =>
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isClassDeclaration(node),
  );
  return {
    value: (target.flags & ts.SymbolFlags.Value) !== 0,
    type: (target.flags & ts.SymbolFlags.Type) !== 0,
    typeParameters: generic?.typeParameters?.length ?? 0,
  };
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
};

/** Parsed files of the standard library and of packages, which many comparisons need. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** A program over `files`, which exist in memory only. */
function programOf(
  files: ReadonlyMap<string, string>,
  roots: readonly string[],
  compilerOptions: ts.CompilerOptions,
): ts.Program {
  const host = ts.createCompilerHost(compilerOptions);
  const { readFile, fileExists, getSourceFile } = host;
  delete host.directoryExists; // so that the folder of `files` need not exist either
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = files.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, languageVersion, true);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, languageVersion, ...rest));
    return parsed.get(path);
  };
  return ts.createProgram(roots, compilerOptions, host);
}
