import { writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';

/** The ways in which users compile: Node's own resolution from ESM and CommonJS, and a bundler's. */
const users = [
  { file: 'esm.mts', module: ts.ModuleKind.NodeNext, resolution: ts.ModuleResolutionKind.NodeNext },
  { file: 'cjs.cts', module: ts.ModuleKind.NodeNext, resolution: ts.ModuleResolutionKind.NodeNext },
  { file: 'bundled.ts', module: ts.ModuleKind.ESNext, resolution: ts.ModuleResolutionKind.Bundler },
];

/**
 * Compiles programs that import every id in `ids` in the folder where the packages are installed. Returns one
 * line per fault in them or in the declarations of our packages; those of others are theirs to mend.
 */
export function typeFaults(consumer: string, ids: readonly string[]): readonly string[] {
  return users.flatMap(({ file, module, resolution }) => {
    const path = join(consumer, file);
    const imports = ids.map((id, index) => `import * as entry${index} from '${id}';`);
    const uses = ids.map((_, index) => `entry${index}`).join(', ');
    writeFileSync(path, `${imports.join('\n')}\nexport { ${uses} };\n`);
    const program = ts.createProgram([path], {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.esnext.disposable.d.ts'],
      module,
      moduleResolution: resolution,
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
    });
    const ours = program
      .getSourceFiles()
      .filter(({ fileName }) => isOurs(fileName, consumer, path));
    return [
      ...program.getOptionsDiagnostics(),
      ...ours.flatMap((source) => faultsIn(program, source)),
    ].map(({ file: where, messageText }) => {
      const place = where ? `${where.fileName.replace(`${consumer}/`, '')}: ` : '';
      return `${file}: ${place}${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

function faultsIn(program: ts.Program, source: ts.SourceFile): readonly ts.Diagnostic[] {
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
}

function isOurs(fileName: string, consumer: string, entry: string): boolean {
  const path = fileName.replaceAll('/', sep);
  return path === entry || path.startsWith(join(consumer, 'node_modules/@unite') + sep);
}
