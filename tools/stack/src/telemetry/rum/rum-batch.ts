/** What RUM tells about a page; `telemetry` is about the SDK itself. */
export type RumEventType =
  'view' | 'view_update' | 'error' | 'resource' | 'action' | 'long_task' | 'vital' | 'telemetry';

/** One event as it was sent. */
export interface RumEvent {
  readonly type: RumEventType;
  /** The whole event. */
  readonly event: Readonly<Record<string, unknown>>;
}

const types: readonly string[] = [
  'view',
  'view_update',
  'error',
  'resource',
  'action',
  'long_task',
  'vital',
  'telemetry',
] satisfies RumEventType[];
const owners = ['application', 'session', 'view'];

/**
 * Parses a batch: one JSON object per line, each with a known type, a date and the ids of
 * application, session and view (DataDog/rum-events-format, schemas/rum).
 */
export function parseRumBatch(text: string): readonly RumEvent[] | { readonly reason: string } {
  const events: RumEvent[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const event = parseObject(line);
    if (!event) return { reason: `line ${index} is no JSON object` };
    const { type, date } = event;
    if (!isType(type)) return { reason: `line ${index} has the unknown type ${String(type)}` };
    if (typeof date !== 'number') return { reason: `line ${index} has no date` };
    const ownerless = type === 'telemetry' ? undefined : owners.find((name) => !idIn(event[name]));
    if (ownerless) return { reason: `line ${index} has no id of its ${ownerless}` };
    events.push({ type, event });
  }
  return events;
}

/** The id in `{ id }`; undefined when there is none. */
export function idIn(owner: unknown): string | undefined {
  const hasId = typeof owner === 'object' && owner !== null && 'id' in owner;
  return hasId && typeof owner.id === 'string' && owner.id !== '' ? owner.id : undefined;
}

function isType(type: unknown): type is RumEventType {
  return typeof type === 'string' && types.includes(type);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined; // the caller tells which line it was
  }
}
