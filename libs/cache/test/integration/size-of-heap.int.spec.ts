import { sizeOf } from '../../src/memory/size-of.ts';
import { heapBytesOf } from '../heap.ts';

/** `text` as a driver gives it: neither shared with another value nor a concatenation of others. */
const copy = (text: string) => Buffer.from(text, 'latin1').toString('latin1');
const wideCopy = (text: string) => Buffer.from(text, 'utf16le').toString('utf16le');

const contact = (index: number) => ({
  id: copy(`contact_${100000 + index}`),
  name: copy(`Person Number ${index}`),
  email: copy(`person${index}@example.com`),
  company: index % 3 === 0 ? null : copy(`Søn & Söhne ${index}`),
  tags: ['lead', copy(`segment-${index % 7}`)],
  score: index * 1.37,
  visits: index,
  isActive: index % 2 === 0,
  createdAt: copy(`2026-01-${10 + (index % 18)}T08:00:00.000Z`),
  owner: { id: copy(`user_${2000 + index}`), name: copy(`Colleague ${index}`) },
});

const contactsPage = (page: number) => ({
  items: Array.from({ length: 50 }, (_, row) => contact(page * 50 + row)),
  page,
  total: 4000,
});

const range = (length: number) => Array.from({ length }, (_, index) => index);

const shapes: Record<string, (index: number) => unknown> = {
  'a Latin string': (index) => copy(`${index}`.padStart(200, 'é')),
  'a string of wide characters': (index) => wideCopy(`${index}`.padStart(200, 'ж')),
  'a long string': (index) => copy(`${index}`.padStart(10_000, 'x')),
  'a page of 50 contacts': contactsPage,
  'a page of 50 contacts as JSON gives it': (page) =>
    JSON.parse(JSON.stringify(contactsPage(page))),
  'rows of numbers and dates': (index) =>
    range(50).map((row) => ({ at: new Date(index * 1000 + row), amount: row + 0.5, count: row })),
  'an array of whole numbers': (index) => range(200).map((value) => value + index),
  'an array of fractions': (index) => range(200).map((value) => value + index + 0.5),
  'an array of fractions and nulls': (index) =>
    range(200).map((value) => (value % 2 === 0 ? null : value + index + 0.5)),
  'a large Buffer': (index) => Buffer.alloc(20_000, index),
  'many small Buffers': (index) =>
    range(100).map((value) => Buffer.from(`small ${index} ${value}`)),
  'typed arrays on and off the heap': () => [new Uint8Array(32), new Float64Array(100)],
  'a DataView': () => new DataView(new ArrayBuffer(500)),
  'a Map of strings': (index) =>
    new Map(
      range(100).map((key) => [copy(`key-${index}-${key}`), copy(`value ${index} of ${key}`)]),
    ),
  'a Map of objects': (index) => new Map(range(100).map((key) => [key, contact(index + key)])),
  'a Set of strings': (index) => new Set(range(100).map((key) => copy(`member ${index} ${key}`))),
  'BigInts of one and of many digits': (index) => [2n ** 60n + BigInt(index), 2n ** 500n + 1n],
  'a dictionary of counts, of few names': (index) =>
    JSON.parse(`{${range(20).map((key) => `"user:${index}:${key}":${key}`)}}`),
  'a dictionary of counts, of many names': (index) =>
    Object.fromEntries(range(2000).map((key) => [`user:${index}:${key}`, key])),
  'contacts by number': (index) =>
    Object.fromEntries(range(20).map((key) => [key * 1000 + index, contact(key)])),
  'a deep chain': () => range(500).reduce<object>((inner) => ({ inner }), {}),
};

describe('the size of a value', () => {
  it.each(Object.entries(shapes))('is within 25 % of what V8 takes for %s', (_, make) => {
    const bytes = sizeOf(make(1000));
    // So many that what else happens in the heap meanwhile does not count.
    const copies = Math.max(20, Math.ceil(3_000_000 / bytes));
    const taken = heapBytesOf(make, copies);
    expect(bytes / taken).toBeGreaterThanOrEqual(0.75);
    expect(bytes / taken).toBeLessThanOrEqual(1.25);
  });
});
