import { trimOptionalWhitespace } from './optional-whitespace.ts';

/** What a `traceparent` header says (W3C Trace Context Level 2, section 3.2). */
export interface Traceparent {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** Id of the span that sent it: 16 lower-case hexadecimal digits, not all zero. */
  readonly parentId: string;
  /** The sender may have recorded its part of the trace. */
  readonly isSampled: boolean;
  /** The right-most 7 bytes of the trace id were chosen at random. */
  readonly isRandom: boolean;
}

/** Higher versions may go on after a further dash; version 00 ends here (section 3.2.4). */
const shape =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const sampled = 0x01;
const random = 0x02;

/** Reads the value of one `traceparent` header; undefined for one that must be ignored. */
export function parseTraceparent(header: string): Traceparent | undefined {
  const [, version, traceId, parentId, digits, more] =
    shape.exec(trimOptionalWhitespace(header)) ?? [];
  if (traceId === undefined || parentId === undefined || digits === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  const flags = Number.parseInt(digits, 16);
  return {
    traceId,
    parentId,
    isSampled: (flags & sampled) !== 0,
    isRandom: (flags & random) !== 0,
  };
}

/** Writes a `traceparent` of version 00. Flags that this version does not know are sent as zero. */
export function formatTraceparent(parent: Traceparent): string {
  const flags = (parent.isSampled ? sampled : 0) | (parent.isRandom ? random : 0);
  return `00-${parent.traceId}-${parent.parentId}-0${flags}`;
}
