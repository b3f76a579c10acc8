import { filtered } from './secrets.ts';
import type { SensitiveKey } from './sensitive-key.ts';

/** What {@link deepScrub} needs to know. */
export interface DeepScrubOptions {
  readonly text: (text: string) => string;
  readonly isSensitive: SensitiveKey;
  readonly maxDepth: number;
  readonly maxBreadth: number;
  readonly maxValues: number;
}

interface Walk {
  /** Values that may still be visited. */
  left: number;
  /** The objects above the present one: meeting one again is a cycle. */
  readonly above: Set<object>;
}

/** Makes the function that copies a value of any shape without its secrets. */
export function deepScrub(options: DeepScrubOptions): (value: unknown) => unknown {
  const { text, isSensitive, maxDepth, maxBreadth } = options;

  const visit = (value: unknown, walk: Walk): unknown => {
    walk.left -= 1;
    switch (typeof value) {
      case 'string':
        return text(value);
      case 'number':
        return Number.isFinite(value) ? number(value) : String(value);
      case 'bigint':
        return text(String(value));
      case 'symbol':
        return text(String(value));
      case 'function':
        return '[Function]';
      case 'object':
        return value === null ? null : inside(value, walk);
      default:
        return value;
    }
  };

  // A card number that was parsed as a number is one still.
  const number = (value: number): number | string => {
    const written = String(value);
    if (written.length < 12) return value;
    const scrubbed = text(written);
    return scrubbed === written ? value : scrubbed;
  };

  const inside = (value: object, walk: Walk): unknown => {
    if (walk.above.has(value)) return '[Circular]';
    try {
      const leaf = leafOf(value);
      if (leaf !== undefined) return text(leaf);
      if (walk.above.size >= maxDepth) return Array.isArray(value) ? '[Array]' : '[Object]';
      if (walk.left <= 0) return '[Omitted]';
      walk.above.add(value);
      try {
        return Array.isArray(value) || value instanceof Set
          ? list([...firstOf(value)], sizeOf(value), walk)
          : record(value, walk);
      } finally {
        walk.above.delete(value);
      }
    } catch {
      // A proxy may throw at any question; there is nothing to show of it.
      return '[Throws]';
    }
  };

  const firstOf = function* (values: Iterable<unknown>): Generator<unknown> {
    let taken = 0;
    for (const value of values) {
      if (taken === maxBreadth) return;
      taken += 1;
      yield value;
    }
  };

  const list = (values: readonly unknown[], size: number, walk: Walk): unknown[] => {
    const result: unknown[] = [];
    values.every((value, index) => {
      // rawHeaders and entries: a name, then its value.
      const name = index > 0 ? values[index - 1] : undefined;
      const isSecret = typeof name === 'string' && isName(name) && isSensitive(name);
      result.push(isSecret ? hide(value) : visit(value, walk));
      return walk.left > 0;
    });
    if (result.length < size) result.push(`[${size - result.length} more]`);
    return result;
  };

  const record = (value: object, walk: Walk): Record<string, unknown> => {
    const result: Record<string, unknown> = {};
    const names = value instanceof Map ? [...firstOf(value.keys())] : namesOf(value);
    // HAR and OpenTelemetry: { name: 'authorization', value: '…' }.
    const named = names.some((name) => {
      if (name !== 'name' && name !== 'key') return false;
      const said = read(value, name);
      return typeof said === 'string' && isSensitive(said);
    });
    for (const [index, key] of names.entries()) {
      if (index === maxBreadth || walk.left <= 0) {
        put(result, '[more]', names.length - index);
        break;
      }
      const name = typeof key === 'string' ? key : describe(key);
      const member = read(value, key);
      const isSecret = isSensitive(name) || (named && name === 'value');
      put(result, text(name), isSecret ? hide(member) : visit(member, walk));
    }
    return result;
  };

  return (value) => {
    try {
      return visit(value, { left: options.maxValues, above: new Set() });
    } catch {
      // Only an exhausted stack comes here, and a report of it must not be lost for its details.
      return '[Throws]';
    }
  };
}

/** Says nothing of the value but whether there is one. */
function hide(value: unknown): unknown {
  return value === undefined || value === null || typeof value === 'boolean' || value === ''
    ? value
    : filtered;
}

/** Objects that are one value, as text. */
function leafOf(value: object): string | undefined {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof URL) return value.href;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `[${value.constructor.name} of ${value.byteLength} bytes]`;
  if (value instanceof Promise) return '[Promise]';
  if (value instanceof String) return String.prototype.valueOf.call(value);
  return undefined;
}

/** Own enumerable names, and of an error those that are not enumerable as well. */
function namesOf(value: object): readonly string[] {
  const names = Object.keys(value);
  // Errors of another realm are errors too.
  if (Object.prototype.toString.call(value) !== '[object Error]') return names;
  const ofErrors = ['name', 'message', 'stack', 'cause', 'errors'];
  return [...ofErrors.filter((name) => name in value && !names.includes(name)), ...names];
}

function read(value: object, name: unknown): unknown {
  try {
    if (value instanceof Map) return value.get(name);
    return Reflect.get(value, String(name));
  } catch {
    return '[Throws]';
  }
}

function describe(key: unknown): string {
  return typeof key === 'object' || typeof key === 'function' ? `[${typeof key}]` : String(key);
}

function sizeOf(values: readonly unknown[] | Set<unknown>): number {
  return Array.isArray(values) ? values.length : 'size' in values ? values.size : 0;
}

/** A word or header name; a sentence that ends in `password` is none. */
function isName(text: string): boolean {
  return text.length <= 64 && /^[\w.-]+$/.test(text);
}

/** Two names can become one by scrubbing: neither value is lost. */
function put(result: Record<string, unknown>, name: string, value: unknown): void {
  let free = name;
  for (let count = 2; Object.hasOwn(result, free); count += 1) free = `${name} ${count}`;
  // Assignment would set the prototype for this one; for all others it is faster.
  if (free !== '__proto__') result[free] = value;
  else Object.defineProperty(result, free, { value, enumerable: true, writable: true });
}
