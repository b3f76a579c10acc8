/** The part of a `tsconfig.json` that lists projects. */
export interface References {
  readonly references?: readonly { readonly path: string }[];
}

/** The text of a `tsconfig.json` as Prettier keeps it here, with one reference a line. */
export function tsconfigText(config: object): string {
  const text = JSON.stringify(config, null, 2);
  return `${text.replace(/\{\s+("path": "[^"]*")\s+\}/g, '{ $1 }')}\n`;
}

/**
 * `config` with a reference to `path` at the end, where `nx sync` puts it. The root's file also keeps the
 * form of `nx sync`, an object over three lines: another form would be out of sync to it.
 */
export function withReference<C extends References>(config: C, path: string): C {
  return { ...config, references: [...(config.references ?? []), { path }] };
}

/** `config` without the reference to `path`. */
export function withoutReference<C extends References>(config: C, path: string): C {
  return { ...config, references: config.references?.filter((other) => other.path !== path) };
}
