import {
  isFault,
  parseFields,
  parseTags,
  parseTimestamp,
  type LineFault,
} from './dogstatsd-fields.ts';

/** A service check. */
export interface StatsdCheck {
  readonly kind: 'check';
  readonly name: string;
  /** 0 ok, 1 warning, 2 critical, 3 unknown. */
  readonly status: number;
  readonly tags: readonly string[];
  readonly message?: string;
  readonly hostname?: string;
  /** Epoch seconds. */
  readonly timestampSeconds?: number;
}

/** Parses `_sc|name|status[|d:seconds][|h:host][|#tags][|c:container][|m:message]`; m is the last. */
export function parseCheck(line: string): StatsdCheck | LineFault {
  const [, name = '', status = '', ...rest] = line.split('|');
  if (name === '') return { reason: 'the check has no name' };
  if (!/^[0-3]$/.test(status)) return { reason: `"${status}" is no status of a check` };
  const messageAt = rest.findIndex((part) => part.startsWith('m:'));
  if (messageAt !== -1 && messageAt !== rest.length - 1) {
    return { reason: 'the message is not the last field' };
  }
  const fields = parseFields(rest, ['d:', 'h:', '#', 'c:', 'm:']);
  if (isFault(fields)) return fields;
  const tags = parseTags(fields);
  if (isFault(tags)) return tags;
  const timestampSeconds = parseTimestamp(fields, 'd:');
  if (isFault(timestampSeconds)) return timestampSeconds;
  const message = fields.get('m:')?.replaceAll('m\\:', 'm:').replaceAll('\\n', '\n');
  const hostname = fields.get('h:');
  return {
    kind: 'check',
    name,
    status: Number(status),
    tags,
    ...(message !== undefined && { message }),
    ...(hostname !== undefined && { hostname }),
    ...(timestampSeconds !== undefined && { timestampSeconds }),
  };
}
