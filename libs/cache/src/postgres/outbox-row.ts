import type { InvalidationNames } from '../invalidation-names.ts';

/** What a transaction left to be invalidated. */
export interface OutboxRow {
  /** A bigint, as text. */
  readonly id: string;
  /** Undefined where the row says nothing that this version understands: everything is to be invalidated then. */
  readonly names: InvalidationNames | undefined;
}

/** The row in `value`, as `SELECT id::text, names` answers it. */
export function parseRow(value: unknown): OutboxRow {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('names' in value)) {
    throw new TypeError('a row of the outbox has no id or no names; its table has another form');
  }
  return { id: String(value.id), names: parseNames(value.names) };
}

function parseNames(value: unknown): InvalidationNames | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { keys = [], tags = [], patterns = [] }: Partial<Record<string, unknown>> = { ...value };
  if (!isStrings(keys) || !isStrings(tags) || !isStrings(patterns)) return undefined;
  return { keys, tags, patterns };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
