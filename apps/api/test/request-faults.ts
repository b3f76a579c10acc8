/** How one request differs from one that works. */
export interface Fault {
  readonly query?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly id?: string;
}

/** What no answer may tell. */
export const secret = 'VALUE-NOBODY-MAY-SEE';
/** Of no record. */
export const unknownId = '01a20637-2283-7165-9456-e08a8cc614dc';
/** Headers of a JSON body. */
export const json = { 'content-type': 'application/json' };
/** Headers of an import. */
export const csv = { 'content-type': 'text/csv' };
const stale = { 'if-match': '"99"' };
/** Headers of a change to whatever version there is. */
export const any = { 'if-match': '*' };

/** Every way in which a request was seen to go wrong; each is tried on every operation. */
export const faults: Readonly<Record<string, Fault>> = {
  'nothing that is asked for': {},
  'no key': { headers: { authorization: '' } },
  'malformed JSON': { body: '{"name":', headers: { ...json, ...any } },
  'an empty body': { body: '', headers: { ...json, ...any } },
  'a list': { body: '[]', headers: { ...json, ...any } },
  'an unknown field': { body: `{"surplus":"${secret}"}`, headers: { ...json, ...any } },
  'fields of another type': { body: `{"name":7,"prompt":7}`, headers: { ...json, ...any } },
  'too large a body': {
    body: `{"notes":"${'x'.repeat(1_100_000)}"}`,
    headers: { ...json, ...any },
  },
  'another media type': { body: secret, headers: { 'content-type': 'text/plain', ...any } },
  'a poisoned body': { body: '{"__proto__":{"a":1}}', headers: { ...json, ...any } },
  'a query that is wrong': { query: `?limit=${secret}&region=${secret}&sort=${secret}` },
  'a cursor that is wrong': { query: `?cursor=${secret}` },
  'an unknown id': { id: unknownId, body: '{}', headers: { ...json, ...any } },
  'an id that is none': { id: 'none', body: '{}', headers: { ...json, ...any } },
  'a stale version': { body: '{}', headers: { ...json, ...stale } },
  'a version that is none': { body: '{}', headers: { ...json, 'if-match': secret } },
  'an e-mail that exists': {
    body: '{"name":"x","email":"taken@example.org"}',
    headers: { ...json, ...any },
  },
  'an empty file': { body: '', headers: csv },
  'only a header': { body: 'name,email\n', headers: csv },
  'a workbook': { body: 'PK\x03\x04\0\0x', headers: csv },
  'unknown columns': { body: 'foo,bar\n1,2\n', headers: csv },
  'a quote that never ends': { body: `name,email\n"${'x'.repeat(2 ** 21)}`, headers: csv },
  'a file that is compressed': {
    body: 'name\nA\n',
    headers: { ...csv, 'content-encoding': 'gzip' },
  },
  'something to write about': { body: '{"prompt":"spring sale"}', headers: json },
};
