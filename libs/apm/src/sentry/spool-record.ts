import { crc32 } from 'node:zlib';

// A record: magic (4 bytes), state (1), nothing (3), length of the payload (4), checksum (4), time of creation
// in epoch milliseconds (8, double), payload. Numbers are little-endian. The checksum covers time and payload
// but not the state, which is the only byte that ever changes.

const magic = Buffer.from('UER1', 'latin1');
const stateAt = 4;
const lengthAt = 8;
const checksumAt = 12;
const timeAt = 16;
/** Bytes before the payload of a record. */
export const headerBytes = 24;

const waiting = 0x57;
/** Written over the state of a record whose event has arrived or was given up. */
export const doneMark: Uint8Array = Uint8Array.of(0x44);
/** Where the mark is written, from the beginning of the record. */
export const doneMarkAt = stateAt;

/** A whole record in the bytes of a segment. */
export interface SpoolRecord {
  /** Where it begins. */
  readonly offset: number;
  /** Bytes of the payload. */
  readonly length: number;
  /** Epoch milliseconds at which the event was captured. */
  readonly createdMs: number;
  readonly isDone: boolean;
}

/** What a segment holds, whatever happened to it. */
export interface ScannedSegment {
  readonly records: readonly SpoolRecord[];
  /** Stretches of bytes that are no record: a write that death cut off, or a damaged disk. */
  readonly corrupt: number;
}

/** The bytes of a record, to be written at once. */
export function encodeRecord(payload: Uint8Array, createdMs: number): Buffer {
  const record = Buffer.alloc(headerBytes + payload.length);
  magic.copy(record);
  record[stateAt] = waiting;
  record.writeUInt32LE(payload.length, lengthAt);
  record.writeDoubleLE(createdMs, timeAt);
  record.set(payload, headerBytes);
  record.writeUInt32LE(crc32(record.subarray(timeAt)), checksumAt);
  return record;
}

/** The payload of a record's bytes, or undefined when they are not what was written. */
export function decodeRecord(record: Buffer): Buffer | undefined {
  return recordAt(record, 0)?.length === record.length - headerBytes
    ? record.subarray(headerBytes)
    : undefined;
}

/** Finds all whole records; after a stretch that is none it goes on at the next one. */
export function scanSegment(bytes: Buffer): ScannedSegment {
  const records: SpoolRecord[] = [];
  let corrupt = 0;
  let offset = 0;
  while (offset < bytes.length) {
    const record = recordAt(bytes, offset);
    if (record !== undefined) {
      records.push(record);
      offset += headerBytes + record.length;
      continue;
    }
    corrupt += 1;
    offset = nextRecord(bytes, offset + 1);
  }
  return { records, corrupt };
}

function nextRecord(bytes: Buffer, from: number): number {
  let offset = bytes.indexOf(magic, from);
  while (offset !== -1 && recordAt(bytes, offset) === undefined) {
    offset = bytes.indexOf(magic, offset + 1);
  }
  return offset === -1 ? bytes.length : offset;
}

function recordAt(bytes: Buffer, offset: number): SpoolRecord | undefined {
  if (bytes.length - offset < headerBytes) return undefined;
  if (bytes.compare(magic, 0, magic.length, offset, offset + magic.length) !== 0) return undefined;
  const length = bytes.readUInt32LE(offset + lengthAt);
  const end = offset + headerBytes + length;
  if (end > bytes.length) return undefined;
  const checksum = bytes.readUInt32LE(offset + checksumAt);
  if (crc32(bytes.subarray(offset + timeAt, end)) !== checksum) return undefined;
  const createdMs = bytes.readDoubleLE(offset + timeAt);
  return { offset, length, createdMs, isDone: bytes[offset + stateAt] === doneMark[0] };
}
