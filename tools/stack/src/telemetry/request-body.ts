import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

// No telemetry of ours comes near; it only keeps a mistake from filling the memory.
const maxDecodedBytes = 256 << 20;

const decoders: Readonly<
  Record<string, (data: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** A request's body, or why there is none. */
export type RequestBody =
  | {
      readonly body: Buffer;
      /** Bytes that came over the wire, before decompression. */
      readonly wireBytes: number;
    }
  | { readonly status: 400 | 415; readonly reason: string; readonly wireBytes: number };

/**
 * Reads the body and undoes its content encoding (gzip, deflate, br, zstd or identity).
 *
 * @param encoding what to assume instead of the header `content-encoding`
 * @throws {Error} when the client goes away before the end
 */
export async function readRequestBody(
  request: IncomingMessage,
  encoding: string = request.headers['content-encoding'] ?? 'identity',
): Promise<RequestBody> {
  const raw = await buffer(request);
  const wireBytes = raw.length;
  if (encoding === 'identity') return { body: raw, wireBytes };
  const decode = decoders[encoding];
  if (!decode) return { status: 415, reason: `content-encoding ${encoding} is unknown`, wireBytes };
  try {
    return { body: await decode(raw, { maxOutputLength: maxDecodedBytes }), wireBytes };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { status: 400, reason: `the body is no ${encoding}: ${why}`, wireBytes };
  }
}
