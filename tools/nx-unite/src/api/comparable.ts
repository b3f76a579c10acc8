import ts from 'typescript';

/**
 * Rewrites declarations so that comparing two releases of them finds what matters and nothing else:
 *
 * - private members are dropped, because they make a class differ from an identical one;
 * - a `unique symbol` becomes a literal of its name, because each copy would be a type of its own;
 * - a method becomes a property, because parameters of methods are compared both ways round, which lets a
 *   newly required option pass. Overloaded methods stay: a property cannot say the same.
 */
export function comparable(declarations: string): string {
  const source = ts.createSourceFile('api.d.ts', declarations, ts.ScriptTarget.Latest, true);
  const { transformed, dispose } = ts.transform(source, [rewrite]);
  const [result = source] = transformed;
  const text = ts.createPrinter().printFile(result);
  dispose();
  return text;
}

const rewrite: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (isPrivateMember(node)) return undefined;
    if (ts.isVariableDeclaration(node) && isUniqueSymbol(node.type)) {
      const name = factory.createStringLiteral(`unique symbol ${node.name.getText(file)}`);
      const type = factory.createLiteralTypeNode(name);
      return factory.updateVariableDeclaration(node, node.name, undefined, type, undefined);
    }
    const visited = ts.visitEachChild(node, visit, context);
    return isLoneMethod(node) && isMethod(visited) ? asProperty(visited, factory) : visited;
  };
  return ts.visitEachChild(file, visit, context);
};

type Method = ts.MethodSignature | ts.MethodDeclaration;

function isMethod(node: ts.Node): node is Method {
  return ts.isMethodSignature(node) || ts.isMethodDeclaration(node);
}

function isLoneMethod(node: ts.Node): boolean {
  if (!isMethod(node)) return false;
  const { parent } = node;
  if (
    !ts.isInterfaceDeclaration(parent) &&
    !ts.isTypeLiteralNode(parent) &&
    !ts.isClassLike(parent)
  )
    return false;
  const name = node.name.getText();
  const members: readonly ts.Node[] = [...parent.members];
  return members.filter((other) => isMethod(other) && other.name.getText() === name).length === 1;
}

function asProperty(
  method: Method,
  factory: ts.NodeFactory,
): ts.PropertySignature | ts.PropertyDeclaration {
  const result = method.type ?? factory.createKeywordTypeNode(ts.SyntaxKind.AnyKeyword);
  const type = factory.createFunctionTypeNode(method.typeParameters, method.parameters, result);
  if (ts.isMethodSignature(method)) {
    return factory.createPropertySignature(
      method.modifiers,
      method.name,
      method.questionToken,
      type,
    );
  }
  const { modifiers, name, questionToken } = method;
  return factory.createPropertyDeclaration(modifiers, name, questionToken, type, undefined);
}

function isPrivateMember(node: ts.Node): boolean {
  if (!ts.isClassElement(node) || ts.isConstructorDeclaration(node)) return false;
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}

function isUniqueSymbol(type: ts.TypeNode | undefined): boolean {
  return (
    type !== undefined &&
    ts.isTypeOperatorNode(type) &&
    type.operator === ts.SyntaxKind.UniqueKeyword
  );
}
