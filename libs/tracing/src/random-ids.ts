import { randomFillSync } from 'node:crypto';

/** Hexadecimal digits of a trace id and of a span id (W3C Trace Context, section 3.2.2). */
const traceIdChars = 32;
const spanIdChars = 16;

const noTraceId = '0'.repeat(traceIdChars);
const noSpanId = '0'.repeat(spanIdChars);

/** Random bytes that are asked for at once: for each id alone the call costs more than all else of it. */
const poolBytes = 2048;

const pool = Buffer.allocUnsafe(poolBytes);
let digits = '';
let used = 0;

/** A trace id, all of whose digits are random. */
export function randomTraceId(): string {
  return take(traceIdChars);
}

/** A span id. */
export function randomSpanId(): string {
  return take(spanIdChars);
}

function take(count: number): string {
  if (used + count > digits.length) {
    digits = randomFillSync(pool).toString('hex');
    used = 0;
  }
  const id = digits.slice(used, used + count);
  used += count;
  // Nothing but zeros means none; it comes once in 2^64 times.
  return id !== noSpanId && id !== noTraceId ? id : take(count);
}
