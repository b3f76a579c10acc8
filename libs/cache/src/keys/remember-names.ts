import type { KeyOf, KeyTemplate } from './key-template.ts';

/** Names by their parts; the last part leads to the name. */
type Node = Map<unknown, Node | string>;

/**
 * `template.nameOf`, which remembers the names that it made. A name that was just put together costs a map 240 ns to
 * find anything by, as its text has to be copied and hashed first; finding it again by its parts costs 40 ns.
 *
 * @param maxNames remembered; above it all are forgotten
 */
export function rememberNames<Template extends string>(
  template: KeyTemplate<Template>,
  maxNames: number,
): (key: KeyOf<Template>) => string {
  const { fields, nameOf } = template;
  let root: Node = new Map();
  let size = 0;

  function remember(key: Readonly<Record<string, unknown>>, name: string): void {
    if (size >= maxNames) {
      root = new Map();
      size = 0;
    }
    let node = root;
    for (const field of fields.slice(0, -1)) {
      const part = key[field];
      const next = node.get(part);
      if (next instanceof Map) node = next;
      else node.set(part, (node = new Map()));
    }
    const last = key[fields.at(-1) ?? ''];
    if (!node.has(last)) size += 1;
    node.set(last, name);
  }

  return (key) => {
    const parts: Readonly<Record<string, unknown>> = key;
    let found: Node | string | undefined = root;
    let count = 0;
    for (const field in parts) {
      // A key with other parts, or in another order, is found or refused by the template.
      if (field !== fields[count] || typeof found === 'string' || found === undefined) {
        found = undefined;
        break;
      }
      found = found.get(parts[field]);
      count += 1;
    }
    if (typeof found === 'string') return found;
    const name = nameOf(key);
    remember(parts, name);
    return name;
  };
}
