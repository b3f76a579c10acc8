import { formatFiles, visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import ts from 'typescript';
import { names } from '../names.ts';
import { Refusal } from '../refusal.ts';

/** What `npx nx g @unite/nx-unite:problem` takes. */
export interface ProblemOptions {
  /** Kebab-case; the last segment of the type's URI. */
  readonly slug: string;
  /** Folder under `apps` or `libs` whose catalogue gets the entry. */
  readonly project: string;
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Constant sentence for people. */
  readonly title: string;
  /** When it occurs, for its documentation page. */
  readonly when: string;
  /** What a caller does about it, for its documentation page. */
  readonly fix: string;
}

/**
 * Adds an entry to a project's catalogue of problems, the object that it gives to `defineProblems`.
 *
 * @throws {Refusal} for a project without exactly one catalogue, a slug that is taken or malformed, and a
 *   status outside 400 to 599.
 */
export default async function problem(tree: Tree, options: ProblemOptions): Promise<void> {
  const { slug, project, title, when, fix } = options;
  const { kebab } = names('slug', slug);
  const status = Number(options.status);
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw new Refusal(`the status ${options.status} is none of 400 to 599`);
  }
  const catalogues = ['apps', 'libs'].flatMap((folder) =>
    cataloguesIn(tree, `${folder}/${project}/src`),
  );
  const [catalogue, another] = catalogues;
  if (catalogue === undefined || another !== undefined) {
    throw new Refusal(
      `"${project}" must call defineProblems(base, { … }) once in its src, and does ${catalogues.length} times`,
    );
  }
  if (catalogue.slugs.includes(kebab)) throw new Refusal(`the problem "${kebab}" exists already`);
  const { file, text, end } = catalogue;
  const before = text.slice(0, end).trimEnd();
  const comma = before.endsWith(',') || before.endsWith('{') ? '' : ',';
  const entry = JSON.stringify({ status, title, when, fix });
  tree.write(file, `${before}${comma}\n  '${kebab}': ${entry},\n${text.slice(end)}`);
  await formatFiles(tree);
}

interface CatalogueSource {
  readonly file: string;
  readonly text: string;
  /** Offset of the brace that closes the catalogue. */
  readonly end: number;
  readonly slugs: readonly string[];
}

function cataloguesIn(tree: Tree, folder: string): readonly CatalogueSource[] {
  const found: CatalogueSource[] = [];
  if (!tree.exists(folder)) return found;
  visitNotIgnoredFiles(tree, folder, (file) => {
    const text = tree.read(file, 'utf8') ?? '';
    if (/\.spec\.tsx?$/.test(file) || !text.includes('defineProblems(')) return;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      const definitions = definitionsOf(node);
      if (definitions) {
        const slugs = definitions.properties.map((entry) => entry.name?.getText() ?? '');
        found.push({
          file,
          text,
          end: definitions.getEnd() - 1,
          slugs: slugs.map((slug) => slug.replaceAll(/['"]/g, '')),
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  });
  return found;
}

function definitionsOf(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'defineProblems')
    return undefined;
  const [, definitions] = node.arguments;
  return definitions && ts.isObjectLiteralExpression(definitions) ? definitions : undefined;
}
