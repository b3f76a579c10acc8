/** The part of a `tsconfig.json` that lists projects. */
export interface References {
  readonly references?: readonly { readonly path: string }[];
}

/** The text of a `tsconfig.json` as Prettier keeps it here, with one reference a line. */
export function tsconfigText(config: object): string {
  const text = JSON.stringify(config, null, 2);
  return `${text.replace(/\{\s+("path": "[^"]*")\s+\}/g, '{ $1 }')}\n`;
}

/** `config` with a reference to `path`, in the order of paths. */
export function withReference<C extends References>(config: C, path: string): C {
  const references = [...(config.references ?? []), { path }];
  return { ...config, references: references.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** `config` without the reference to `path`. */
export function withoutReference<C extends References>(config: C, path: string): C {
  return { ...config, references: config.references?.filter((other) => other.path !== path) };
}
