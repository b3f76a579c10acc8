import type { ExtensionType } from './definition.ts';
import { oneLine } from './template.ts';

/** Most items of an array member that are sent. */
const maxItems = 100;

/** Longest text in a member, in UTF-16 units. */
const maxTextLength = 2000;

/** The members of `given` that have their declared JSON type, as plain copies; the others are left out. */
export function checkedMembers(
  extensions: readonly (readonly [name: string, type: ExtensionType])[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, type] of extensions) {
    const value = given[name];
    if (!type.endsWith('[]')) {
      if (isScalar(value, type)) members[name] = bounded(value);
    } else if (Array.isArray(value)) {
      const items = value.slice(0, maxItems);
      if (items.every((item) => isScalar(item, type.slice(0, -2))))
        members[name] = items.map(bounded);
    }
  }
  return members;
}

/** Whether `value` is JSON of the scalar type `type`: NaN and infinities are not. */
function isScalar(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  return type === 'number' ? Number.isFinite(value) : typeof value === type;
}

function bounded(value: unknown): unknown {
  return typeof value === 'string' ? oneLine(value, maxTextLength) : value;
}
