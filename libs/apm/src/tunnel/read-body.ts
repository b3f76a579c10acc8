import type { Clock } from '../clock.ts';

/** A body, or why there is none. */
export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'broken' };

/** Reads a request's body, of at most `maxBytes`, within `timeoutMs`; gives up as soon as it is over one. */
export async function readBody(
  { body, headers }: Request,
  limits: { readonly maxBytes: number; readonly timeoutMs: number; readonly clock: Clock },
): Promise<BodyRead> {
  const { maxBytes, timeoutMs, clock } = limits;
  if (Number(headers.get('content-length')) > maxBytes) return { kind: 'too-large' };
  if (body === null) return { kind: 'read', bytes: new Uint8Array() };

  const reader = body.getReader();
  let isLate = false;
  const timer = clock.setTimer(() => {
    isLate = true;
    cancel(reader);
  }, timeoutMs);
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.byteLength;
      if (length > maxBytes) {
        cancel(reader);
        return { kind: 'too-large' };
      }
    }
    // A cancelled stream ends as if it were complete.
    return isLate ? { kind: 'too-slow' } : { kind: 'read', bytes: joined(chunks, length) };
  } catch {
    // The connection broke; there is nobody to tell.
    return { kind: isLate ? 'too-slow' : 'broken' };
  } finally {
    timer.cancel();
  }
}

function cancel(reader: ReadableStreamDefaultReader): void {
  // Rejects when the stream is broken already; it is not read any more in any case.
  reader.cancel().catch(() => undefined);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
