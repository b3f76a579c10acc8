import protobuf from 'protobufjs';
import { otlpProto } from './otlp-proto.ts';

/** How a body is written. */
export type OtlpFormat = 'protobuf' | 'json';

const { root } = protobuf.parse(otlpProto);

// In OTLP/JSON these are hexadecimal, unlike other fields of bytes (OTLP, "JSON Protobuf Encoding").
const hexFields = ['traceId', 'spanId', 'parentSpanId'];

/**
 * Decodes a message into plain objects: camelCase names, 64-bit integers as decimal text, enums by
 * name, bytes as base64; an absent message is null, an absent optional number is not there.
 *
 * @throws {Error} when the body is no such message
 */
export function decodeOtlp(type: string, format: OtlpFormat, body: Uint8Array): unknown {
  const Message = root.lookupType(type);
  const message = format === 'json' ? Message.fromObject(parseJson(body)) : Message.decode(body);
  return Message.toObject(message, { longs: String, enums: String, bytes: String, defaults: true });
}

/** Encodes a message from plain objects. */
export function encodeOtlp(type: string, format: OtlpFormat, content: object): Uint8Array {
  if (format === 'json') return Buffer.from(JSON.stringify(content));
  const Message = root.lookupType(type);
  return Message.encode(Message.fromObject(content)).finish();
}

function parseJson(body: Uint8Array): object {
  const text = Buffer.from(body).toString('utf8');
  const parsed: unknown = JSON.parse(text, (key, value: unknown) =>
    hexFields.includes(key) ? fromHex(key, value) : value,
  );
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new TypeError('the body is no object');
  }
  return parsed;
}

function fromHex(field: string, value: unknown): Buffer {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/i.test(value)) {
    throw new TypeError(`${field} is not hexadecimal`);
  }
  return Buffer.from(value, 'hex');
}
