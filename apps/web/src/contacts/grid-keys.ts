/** What a key does in the contacts grid. */
export type GridKey =
  | { readonly kind: 'move'; readonly by: number }
  | {
      readonly kind:
        'open' | 'edit' | 'create' | 'select' | 'delete' | 'search' | 'help' | 'prefix';
    }
  | { readonly kind: 'go'; readonly key: string };

const single: Readonly<Record<string, Exclude<GridKey['kind'], 'move' | 'go'>>> = {
  Enter: 'open',
  e: 'edit',
  c: 'create',
  x: 'select',
  Delete: 'delete',
  '/': 'search',
  '?': 'help',
  g: 'prefix',
};

/**
 * Reads a key press. `isAfterPrefix` says that the last key was `g`; `pageRows` is how far a page goes.
 * Undefined when the key means nothing here, so that the browser may have it.
 */
export function readGridKey(
  press: {
    readonly key: string;
    readonly ctrlKey: boolean;
    readonly metaKey: boolean;
    readonly altKey: boolean;
  },
  context: { readonly isAfterPrefix: boolean; readonly pageRows: number },
): GridKey | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (context.isAfterPrefix) return { kind: 'go', key: press.key };
  const far = Number.MAX_SAFE_INTEGER;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: context.pageRows,
    PageUp: -context.pageRows,
    Home: -far,
    End: far,
  };
  const by = steps[press.key];
  if (by !== undefined) return { kind: 'move', by };
  const kind = single[press.key];
  return kind === undefined ? undefined : { kind };
}
