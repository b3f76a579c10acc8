// The W3C's conformance suite for Trace Context Level 2, restated as data: what is sent to a service, and what the
// service must send on. Names are those of the suite's cases (w3c/trace-context, test/test.py).

/** A header as it is sent; a name may come twice. */
export type Header = readonly [name: string, value: string];

/** One request to the service, and what must hold for what it sends on. */
export interface Exchange {
  readonly sent: readonly Header[];
  /** The trace goes on, or another one begins. */
  readonly trace: 'goes on' | 'is new';
  /** Members of `tracestate` that must be there with this value, or must not be there. */
  readonly state?: Readonly<Record<string, string | undefined>>;
  /** How the random flag must be. */
  readonly isRandom?: boolean;
  /** How many members there must be. */
  readonly members?: number;
  /** Keys that must stand in this order. */
  readonly order?: readonly string[];
}

/** Requests that the service makes while it answers one. */
export interface Group {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
  /** How often it sends on. Default: once. */
  readonly calls?: number;
}

/** The trace that the suite sends. */
export const traceId = '12345678901234567890123456789012';
/** The span that the suite sends. */
export const parentId = '1234567890123456';

const parent = (text: string): Header => ['traceparent', text];
const valid = (flags = '01'): Header => parent(`00-${traceId}-${parentId}-${flags}`);
const state = (text: string): Header => ['tracestate', text];

const fresh = (...headers: readonly Header[]): Exchange => ({ sent: headers, trace: 'is new' });
const kept = (...headers: readonly Header[]): Exchange => ({ sent: headers, trace: 'goes on' });
/** A valid parent with these lists; `expected` is what must become of their members. */
const listed = (expected: Exchange['state'], ...lists: readonly string[]): Exchange => ({
  ...kept(valid('00'), ...lists.map(state)),
  ...(expected === undefined ? {} : { state: expected }),
});

/** `bar01=01,bar02=02…` from `first` to `last`. */
function bars(first: number, last: number): string {
  const numbers = Array.from({ length: last - first + 1 }, (_, n) => String(first + n));
  return numbers.map((n) => `bar${n.padStart(2, '0')}=${n.padStart(2, '0')}`).join(',');
}

const characters = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => String.fromCharCode(first + n)).join('');
const everyKeyCharacter = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const everyValueCharacter =
  characters(0x20, 0x2b) + characters(0x2d, 0x3c) + characters(0x3e, 0x7e);

/** The cases of the suite. */
export const groups: readonly Group[] = [
  { name: 'both_traceparent_and_tracestate_missing', exchanges: [fresh()] },
  { name: 'traceparent_included_tracestate_missing', exchanges: [kept(valid())] },
  {
    name: 'traceparent_duplicated',
    exchanges: [fresh(parent(`00-${'1'.repeat(32)}-${parentId}-01`), valid())],
  },
  {
    name: 'traceparent_header_name',
    exchanges: ['trace-parent', 'trace.parent'].map((name) => fresh([name, valid()[1]])),
  },
  {
    name: 'traceparent_header_name_valid_casing',
    exchanges: ['TraceParent', 'TrAcEpArEnT', 'TRACEPARENT'].map((name) =>
      kept([name, valid()[1]]),
    ),
  },
  {
    name: 'traceparent_version_0x00',
    exchanges: [
      fresh(parent(`${valid()[1]}.`)),
      fresh(parent(`${valid()[1]}-what-the-future-will-be-like`)),
    ],
  },
  {
    name: 'traceparent_version_0xcc',
    exchanges: [
      kept(parent(`cc-${traceId}-${parentId}-01`)),
      kept(parent(`cc-${traceId}-${parentId}-01-what-the-future-will-be-like`)),
      fresh(parent(`cc-${traceId}-${parentId}-01.what-the-future-will-be-like`)),
    ],
  },
  {
    name: 'traceparent_version_0xff',
    exchanges: [fresh(parent(`ff-${traceId}-${parentId}-01`))],
  },
  {
    name: 'traceparent_version_illegal_characters',
    exchanges: ['.0', '0.'].map((version) => fresh(parent(`${version}-${traceId}-${parentId}-01`))),
  },
  {
    name: 'traceparent_version_too_long',
    exchanges: ['000', '0000'].map((version) =>
      fresh(parent(`${version}-${traceId}-${parentId}-01`)),
    ),
  },
  {
    name: 'traceparent_version_too_short',
    exchanges: [fresh(parent(`0-${traceId}-${parentId}-01`))],
  },
  {
    name: 'traceparent_trace_id_all_zero',
    exchanges: [fresh(parent(`00-${'0'.repeat(32)}-${parentId}-01`))],
  },
  {
    name: 'traceparent_trace_id_illegal_characters',
    exchanges: [
      fresh(parent(`00-.${traceId.slice(1)}-${parentId}-01`)),
      fresh(parent(`00-${traceId.slice(0, 31)}.-${parentId}-01`)),
    ],
  },
  {
    name: 'traceparent_trace_id_too_long',
    exchanges: [fresh(parent(`00-${traceId}3-${parentId}-01`))],
  },
  {
    name: 'traceparent_trace_id_too_short',
    exchanges: [fresh(parent(`00-${traceId.slice(0, 31)}-${parentId}-01`))],
  },
  {
    name: 'traceparent_parent_id_all_zero',
    exchanges: [fresh(parent(`00-${traceId}-${'0'.repeat(16)}-01`))],
  },
  {
    name: 'traceparent_parent_id_illegal_characters',
    exchanges: [
      fresh(parent(`00-${traceId}-.${parentId.slice(1)}-01`)),
      fresh(parent(`00-${traceId}-${parentId.slice(0, 15)}.-01`)),
    ],
  },
  {
    name: 'traceparent_parent_id_too_long',
    exchanges: [fresh(parent(`00-${traceId}-${parentId}7-01`))],
  },
  {
    name: 'traceparent_parent_id_too_short',
    exchanges: [fresh(parent(`00-${traceId}-${parentId.slice(0, 15)}-01`))],
  },
  {
    name: 'traceparent_trace_flags_illegal_characters',
    exchanges: [fresh(valid('.0')), fresh(valid('0.'))],
  },
  { name: 'traceparent_trace_flags_too_long', exchanges: [fresh(valid('001'))] },
  { name: 'traceparent_trace_flags_too_short', exchanges: [fresh(valid('1'))] },
  {
    name: 'traceparent_trace_flags_random',
    exchanges: [
      { ...kept(valid('02')), isRandom: true },
      { ...kept(valid('03')), isRandom: true },
      { ...kept(valid('00')), isRandom: false },
      { ...kept(valid('01')), isRandom: false },
      { ...fresh(), isRandom: true },
    ],
  },
  {
    name: 'traceparent_ows_handling',
    exchanges: [
      [' ', ''],
      ['\t', ''],
      ['', ' '],
      ['', '\t'],
      ['\t ', ' \t'],
    ].map(([before, after]) => kept(parent(`${before}${valid()[1]}${after}`))),
  },
  {
    name: 'tracestate_included_traceparent_missing',
    exchanges: ['foo=1', 'foo=1,bar=2'].map((list) => ({ ...fresh(state(list)), members: 0 })),
  },
  {
    name: 'tracestate_included_traceparent_included',
    exchanges: [listed({ foo: '1', bar: '2' }, 'foo=1,bar=2')],
  },
  {
    name: 'tracestate_header_name',
    exchanges: ['trace-state', 'trace.state'].map((name) => ({
      ...kept(valid('00'), [name, 'foo=1']),
      members: 0,
    })),
  },
  {
    name: 'tracestate_header_name_valid_casing',
    exchanges: ['TraceState', 'TrAcEsTaTe', 'TRACESTATE'].map((name) => ({
      ...kept(valid('00'), [name, 'foo=1']),
      state: { foo: '1' },
    })),
  },
  {
    name: 'tracestate_empty_header',
    exchanges: [
      { ...listed(undefined, ''), members: 0 },
      listed({ foo: '1' }, 'foo=1', ''),
      listed({ foo: '1' }, '', 'foo=1'),
    ],
  },
  {
    name: 'tracestate_multiple_headers_different_keys',
    exchanges: [
      {
        ...listed(undefined, 'foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'),
        order: ['foo', 'bar', 'rojo', 'congo', 'baz'],
      },
    ],
  },
  {
    name: 'tracestate_duplicated_keys',
    // Which of the two is kept is left to the service.
    exchanges: [['foo=1,foo=1'], ['foo=1,foo=2'], ['foo=1', 'foo=1'], ['foo=1', 'foo=2']].map(
      (lists) => ({ ...listed(undefined, ...lists), order: ['foo'] }),
    ),
  },
  {
    name: 'tracestate_all_allowed_characters',
    exchanges: [everyKeyCharacter, `${everyKeyCharacter}@a-z0-9_-*/`].map((key) =>
      listed({ [key]: everyValueCharacter }, `${key}=${everyValueCharacter}`),
    ),
  },
  {
    name: 'tracestate_ows_handling',
    exchanges: [
      listed({ foo: '1', bar: '2', baz: '3' }, 'foo=1 \t , \t bar=2, \t baz=3'),
      listed({ foo: '1', bar: '2', baz: '3' }, 'foo=1\t \t,\t \tbar=2,\t \tbaz=3'),
      ...[' foo=1', '\tfoo=1', 'foo=1 ', 'foo=1\t', '\t foo=1 \t'].map((list) =>
        listed({ foo: '1' }, list),
      ),
    ],
  },
  {
    name: 'tracestate_key_illegal_characters',
    exchanges: ['foo =1', 'FOO=1', 'foo.bar=1'].map((list) => ({
      ...listed(undefined, list),
      members: 0,
    })),
  },
  {
    name: 'tracestate_key_illegal_vendor_format',
    exchanges: [
      { ...listed(undefined, '@foo=1,bar=2'), members: 0 },
      ...['foo@=1,bar=2', 'foo@@bar=1,bar=2', 'foo@bar@baz=1,bar=2'].map((list) =>
        listed({ bar: '2' }, list),
      ),
    ],
  },
  {
    name: 'tracestate_member_count_limit',
    exchanges: [
      { ...listed({ bar01: '01' }, bars(1, 10), bars(11, 20), bars(21, 32)), members: 32 },
      { ...listed(undefined, bars(1, 10), bars(11, 20), bars(21, 33)), members: 0 },
    ],
  },
  {
    name: 'tracestate_key_length_limit',
    exchanges: [
      listed({ foo: '1' }, 'foo=1', `${'z'.repeat(256)}=1`),
      { ...listed(undefined, 'foo=1', `${'z'.repeat(257)}=1`), members: 0 },
      listed({ foo: '1' }, 'foo=1', `${'t'.repeat(241)}@${'v'.repeat(14)}=1`),
      listed({ foo: '1' }, 'foo=1', `${'t'.repeat(242)}@v=1`),
      listed({ foo: '1' }, 'foo=1', `t@${'v'.repeat(15)}=1`),
    ],
  },
  {
    name: 'tracestate_value_illegal_characters',
    exchanges: ['foo=bar=baz', 'foo=,bar=3'].map((list) => ({
      ...listed(undefined, list),
      members: 0,
    })),
  },
  { name: 'multiple_requests_with_valid_traceparent', exchanges: [kept(valid())], calls: 3 },
  { name: 'multiple_requests_without_traceparent', exchanges: [fresh()], calls: 3 },
  {
    name: 'multiple_requests_with_illegal_traceparent',
    exchanges: [fresh(parent(`00-${'0'.repeat(32)}-${parentId}-01`))],
    calls: 3,
  },
];
