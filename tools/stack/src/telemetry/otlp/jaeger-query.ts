import type { HttpAnswer } from '../http-answer.ts';
import { jaegerTrace, microseconds, serviceOf } from './jaeger-trace.ts';
import type { OtlpSpan } from './otlp-spans.ts';

/** Traces that a search gives without `limit`, as in Jaeger. */
const defaultLimit = 100;

/**
 * Answers Jaeger's query API, the one of its own pages: `/api/traces/{id}`, `/api/traces?service=…` with
 * `operation`, `tags` (JSON), `start`, `end` (µs since 1970), `minDuration`, `maxDuration` (e.g. `1.5ms`) and
 * `limit`, `/api/services`, `/api/services/{service}/operations`.
 *
 * @param spans what was received, in any order
 * @returns undefined for what is not of this API
 */
export function jaegerQuery(
  path: string,
  query: URLSearchParams,
  spans: readonly OtlpSpan[],
): HttpAnswer | undefined {
  if (path === '/api/services') return found(unique(spans.map(serviceOf)));
  const service = /^\/api\/services\/([^/]+)\/operations$/.exec(path)?.[1];
  if (service !== undefined) {
    const wanted = decoded(service);
    const names = spans.filter((span) => serviceOf(span) === wanted).map(({ name }) => name);
    return found(unique(names));
  }
  if (path === '/api/traces') return search(query, spans);
  const id = /^\/api\/traces\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? undefined : one(id, spans);
}

function one(id: string, spans: readonly OtlpSpan[]): HttpAnswer {
  if (!/^[0-9a-f]{1,32}$/i.test(id)) return failed(400, `the trace id ${id} is not hexadecimal`);
  const traceId = id.toLowerCase().padStart(32, '0');
  const own = spans.filter((span) => span.traceId === traceId);
  return own.length === 0 ? failed(404, 'trace not found') : found([jaegerTrace(traceId, own)]);
}

function search(query: URLSearchParams, spans: readonly OtlpSpan[]): HttpAnswer {
  const asked = query.getAll('traceID');
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  if (asked.length > 0) {
    const own = asked.flatMap((id) => {
      const of = traces.get(id.toLowerCase().padStart(32, '0'));
      return of === undefined ? [] : [jaegerTrace(id, of)];
    });
    return found(own);
  }
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1)
    return failed(400, "parameter 'limit' is no whole number from 1");
  const isWanted = wantedSpan(query);
  if (typeof isWanted === 'string') return failed(400, isWanted);
  const newest = [...traces]
    .filter(([, own]) => own.some(isWanted))
    .sort(([, a], [, b]) => startOf(b) - startOf(a));
  return found(newest.slice(0, limit).map(([traceId, own]) => jaegerTrace(traceId, own)));
}

/** Whether a span is what is searched for; a sentence when the question is faulty. */
function wantedSpan(query: URLSearchParams): ((span: OtlpSpan) => boolean) | string {
  const service = query.get('service');
  if (!service) return "parameter 'service' is required";
  const operation = query.get('operation');
  const tags = parseTags(query.get('tags'));
  if (tags === undefined) return "parameter 'tags' is no JSON object of texts";
  const [start, end] = [Number(query.get('start') ?? 0), Number(query.get('end') ?? Infinity)];
  if (Number.isNaN(start) || Number.isNaN(end)) return "'start' and 'end' are microseconds";
  const shortest = durationUs(query.get('minDuration') ?? '0s');
  const longest = durationUs(query.get('maxDuration') ?? '9000h');
  if (shortest === undefined || longest === undefined)
    return "'minDuration' and 'maxDuration' are durations such as 1.5ms";
  return (span) => {
    const startUs = microseconds(span.startTimeUnixNano);
    const tookUs = microseconds(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano));
    return (
      serviceOf(span) === service &&
      (operation === null || operation === '' || span.name === operation) &&
      Object.entries(tags).every(([key, value]) => hasTag(span, key, value)) &&
      startUs >= start &&
      startUs <= end &&
      tookUs >= shortest &&
      tookUs <= longest
    );
  };
}

function hasTag({ attributes, resource, status }: OtlpSpan, key: string, value: string): boolean {
  if (key === 'error') return String(status.code === 'error') === value;
  return [attributes[key], resource[key]].some((own) => own !== undefined && String(own) === value);
}

function parseTags(text: string | null): Readonly<Record<string, string>> | undefined {
  if (text === null || text === '') return {};
  try {
    const tags: unknown = JSON.parse(text);
    if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return undefined;
    const entries = Object.entries(tags);
    return entries.every(([, value]) => typeof value === 'string')
      ? Object.fromEntries(entries)
      : undefined;
  } catch {
    return undefined;
  }
}

const unitUs: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3_600e6,
};

/** A duration as Go writes it, with one unit; undefined for anything else. */
function durationUs(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)$/.exec(text) ?? [];
  const factor = unitUs[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

function startOf(spans: readonly OtlpSpan[]): number {
  return Math.min(...spans.map((span) => microseconds(span.startTimeUnixNano)));
}

/** A part of a path; as it is where its escapes are faulty. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function found(data: readonly unknown[]): HttpAnswer {
  return {
    status: 200,
    body: { data, total: data.length, limit: 0, offset: 0, errors: null },
  };
}

function failed(status: number, msg: string): HttpAnswer {
  const errors = [{ code: status, msg }];
  return { status, body: { data: null, total: 0, limit: 0, offset: 0, errors } };
}
