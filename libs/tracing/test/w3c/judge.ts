import type { Exchange, Header } from './vectors.ts';
import { parentId, traceId } from './vectors.ts';

/** What is wrong with the headers of the calls that an exchange led to; empty when all is well. */
export function faultsOf(
  exchange: Exchange,
  calls: readonly (readonly Header[])[],
): readonly string[] {
  const spans = calls.flatMap((headers) => valuesOf(headers, 'traceparent'));
  const faults = calls.flatMap((headers) => callFaults(exchange, headers));
  if (new Set(spans).size !== calls.length) faults.push('calls share a span');
  return faults;
}

/** The suite's own reading of a `traceparent`. */
const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function callFaults(exchange: Exchange, headers: readonly Header[]): string[] {
  const [parent, ...more] = valuesOf(headers, 'traceparent');
  const [, trace, span, flags = ''] = shape.exec(parent ?? '') ?? [];
  if (trace === undefined || more.length > 0) return [`not one valid traceparent: ${parent}`];
  const faults: string[] = [];
  if (/^0+$/.test(trace)) faults.push('the trace id is zero');
  if (span === parentId) faults.push('the span is the sender');
  const goesOn = trace === traceId;
  if (goesOn !== (exchange.trace === 'goes on')) faults.push(`the trace is ${trace}`);
  const isRandom = (Number.parseInt(flags, 16) & 2) !== 0;
  if (exchange.isRandom !== undefined && exchange.isRandom !== isRandom)
    faults.push(`the flags are ${flags}`);
  return [...faults, ...stateFaults(exchange, valuesOf(headers, 'tracestate').join(','))];
}

function stateFaults({ state = {}, members, order = [] }: Exchange, header: string): string[] {
  const list = header.split(',').filter((member) => member !== '');
  const keys = list.map((member) => member.slice(0, member.indexOf('=')));
  const faults = Object.entries(state).flatMap(([key, value]) =>
    list.includes(`${key}=${value}`) ? [] : [`${key} is not there: ${header}`],
  );
  if (members !== undefined && list.length !== members) faults.push(`${list.length} members`);
  const places = order.map((key) => keys.indexOf(key));
  if (places.some((place, n) => place < (places[n - 1] ?? 0))) faults.push(`order: ${header}`);
  return faults;
}

function valuesOf(headers: readonly Header[], name: string): readonly string[] {
  return headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
}
