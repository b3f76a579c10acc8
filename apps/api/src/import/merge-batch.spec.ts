import fc from 'fast-check';

import { type ImportedContact, matchKey, readContact } from './imported-contact.ts';
import { type StoredContact, mergeBatch } from './merge-batch.ts';

type Cells = Partial<Pick<ImportedContact, 'name' | 'email' | 'phone' | 'company' | 'notes'>>;

function row(cells: Cells, line = 2, more: Partial<ImportedContact> = {}): ImportedContact {
  const values = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null));
  const read = readContact(
    { line, values, column: (field) => field },
    { region: 'US', source: 'plain' },
  );
  if (read.contact === undefined) throw new Error('the row is refused');
  return { ...read.contact, ...more };
}

function stored(id: string, cells: Cells, more: Partial<StoredContact> = {}): StoredContact {
  const {
    name,
    email,
    phone,
    company,
    jobTitle,
    notes,
    emailKey,
    phoneKey,
    matchKey: key,
  } = row(cells);
  return {
    ...{ id, name, email, phone, company, jobTitle, notes, stage: 'lead', version: 1 },
    ...{ emailKey, phoneKey, matchKey: key, ...more },
  };
}

function counter(): () => string {
  let next = 0;
  return () => `new-${String((next += 1)).padStart(6, '0')}`;
}

const ann = stored('a', { name: 'Ann', email: 'ann@example.org', phone: '+12025550101' });

describe('merging a batch', () => {
  it('creates a contact that nobody is', () => {
    const plan = mergeBatch([], [row({ name: 'Ann', email: 'ann@example.org' })], counter());
    expect(plan).toMatchObject({ created: 1, updated: 0, unchanged: 0, updates: [] });
    expect(plan.inserts).toEqual([
      { ...stored('new-000001', { name: 'Ann', email: 'ann@example.org' }), version: 0 },
    ]);
  });

  it('overwrites what a row fills and leaves the rest', () => {
    const plan = mergeBatch([ann], [row({ email: 'ANN@example.org', company: 'ACME' })], counter());
    expect(plan.updates).toEqual([{ ...ann, company: 'ACME' }]);
    expect(plan.inserts).toEqual([]);
  });

  it('takes another spelling of an address or number for no change', () => {
    const spelled = row({ email: 'Ann@Example.ORG', phone: '(202) 555-0101' });
    expect(mergeBatch([ann], [spelled], counter())).toMatchObject({ unchanged: 1, updates: [] });
  });

  it('lets a later row meet what an earlier one left', () => {
    const rows = [
      row({ email: 'bo@example.org' }),
      row({ email: 'bo@example.org', name: 'Bo' }),
      row({ email: 'BO@example.org', name: 'Bo' }),
    ];
    const plan = mergeBatch([], rows, counter());
    expect(plan).toMatchObject({ created: 1, updated: 1, unchanged: 1, updates: [] });
    expect(plan.inserts).toMatchObject([{ name: 'Bo', email: 'bo@example.org' }]);
  });

  it('matches by phone only without an address, and by name and company only without both', () => {
    const phone = { phone: '+12025550101' };
    expect(mergeBatch([ann], [row({ ...phone, name: 'A.' })], counter()).updated).toBe(1);
    const other = row({ ...phone, email: 'other@example.org' });
    expect(mergeBatch([ann], [other], counter()).created).toBe(1);
    const shop = stored('s', { company: 'Shop' });
    expect(mergeBatch([shop], [row({ company: 'SHOP', notes: 'n' })], counter()).updated).toBe(1);
    expect(mergeBatch([shop], [row({ company: 'Shop', ...phone })], counter()).created).toBe(1);
  });

  it('takes the person of the same name among those who share a number', () => {
    const shared = { phone: '+12025550101' };
    const people = [
      ann,
      stored('b', { ...shared, name: 'Bo' }),
      stored('c', { ...shared, name: 'Cy', email: 'cy@example.org' }),
      stored('d', { ...shared, name: 'Di' }),
    ];
    const plan = (name: string) =>
      mergeBatch(people, [row({ ...shared, name, notes: 'n' })], counter()).updates[0]?.id;
    expect(plan('cy')).toBe('c');
    expect(plan('Eve')).toBe('b');
  });

  it('moves the keys along with what changes', () => {
    const rows = [
      row({ email: 'ann@example.org', phone: '+12025550199' }),
      row({ phone: '+12025550199', notes: 'found by the new number' }),
      row({ phone: '+12025550101', notes: 'not by the old one' }),
    ];
    const plan = mergeBatch([ann], rows, counter());
    expect(plan.updates).toMatchObject([{ id: 'a', notes: 'found by the new number' }]);
    expect(plan.created).toBe(1);
  });

  it('drops the key of a number that is overwritten with one that cannot be read', () => {
    const plan = mergeBatch([ann], [row({ email: 'ann@example.org', phone: 'ask' })], counter());
    expect(plan.updates).toMatchObject([{ phone: 'ask', phoneKey: null, matchKey: null }]);
    const shop = stored('s', { company: 'Shop', phone: 'ask' });
    expect(
      mergeBatch([shop], [row({ company: 'Shop', phone: 'ring' })], counter()).updates,
    ).toMatchObject([{ phone: 'ring', matchKey: '|shop' }]);
  });

  describe('of our own export', () => {
    const bo = stored('b', { name: 'Bo', email: 'bo@example.org' });

    it('finds the contact by its id and lets its address change', () => {
      const plan = mergeBatch(
        [ann, bo],
        [row({ email: 'new@example.org' }, 2, { id: 'a' })],
        counter(),
      );
      expect(plan.updates).toMatchObject([{ id: 'a', emailKey: 'new@example.org' }]);
    });

    it('refuses the address of somebody else', () => {
      const taken = row({ email: 'bo@example.org' }, 7, { id: 'a', emailColumn: 'Email' });
      expect(mergeBatch([ann, bo], [taken], counter())).toMatchObject({
        updates: [],
        refusals: [{ line: 7, column: 'Email', code: 'email-taken' }],
      });
    });

    it('lets an address that was given up be taken', () => {
      const rows = [
        row({ email: 'new@example.org' }, 2, { id: 'a' }),
        row({ email: 'ann@example.org' }, 3, { id: 'b' }),
      ];
      expect(mergeBatch([ann, bo], rows, counter())).toMatchObject({ updated: 2, refusals: [] });
    });

    it('falls back to the keys when the contact is gone', () => {
      const plan = mergeBatch(
        [ann],
        [row({ email: 'ann@example.org' }, 2, { id: 'gone' })],
        counter(),
      );
      expect(plan.unchanged).toBe(1);
    });
  });
});

/** The rules once more, one row at a time and without an index. */
function importOneByOne(
  contacts: StoredContact[],
  rows: readonly ImportedContact[],
  newId: () => string,
) {
  let created = 0;
  for (const it of rows) {
    const named = (contact: StoredContact) =>
      contact.name?.toLowerCase() === it.name?.toLowerCase();
    const same = contacts.filter((contact) =>
      it.emailKey !== null
        ? contact.emailKey === it.emailKey
        : it.phoneKey !== null
          ? contact.phoneKey === it.phoneKey
          : it.matchKey !== null && contact.matchKey === it.matchKey,
    );
    const found =
      same.find((contact) => named(contact) && contact.emailKey === null) ??
      same.find(named) ??
      same.find((contact) => contact.emailKey === null) ??
      same[0];
    const next = {
      name: it.name ?? found?.name ?? null,
      email: found?.emailKey != null ? found.email : it.email,
      emailKey: found?.emailKey ?? it.emailKey,
      phone:
        it.phone === null || (it.phoneKey !== null && it.phoneKey === found?.phoneKey)
          ? (found?.phone ?? null)
          : it.phone,
      phoneKey: it.phone === null ? (found?.phoneKey ?? null) : it.phoneKey,
      company: it.company ?? found?.company ?? null,
      notes: it.notes ?? found?.notes ?? null,
      jobTitle: null,
      stage: 'lead' as const,
    };
    const key = next.emailKey === null && next.phoneKey === null ? matchKey(next) : null;
    if (found === undefined) {
      created += 1;
      contacts.push({ id: newId(), ...next, matchKey: key, version: 0 });
    } else contacts[contacts.indexOf(found)] = { ...found, ...next, matchKey: key };
  }
  return created;
}

const someRows = fc.array(
  fc
    .record({
      name: fc.constantFrom(null, 'Ann', 'ann', 'Bo'),
      email: fc.constantFrom(null, null, 'a@example.org', 'A@Example.org', 'b@example.org'),
      phone: fc.constantFrom(null, null, '(202) 555-0101', '+12025550101', '+12025550102', 'ask'),
      company: fc.constantFrom(null, 'ACME', 'Shop'),
      notes: fc.constantFrom(null, 'x', 'y'),
    })
    .filter(({ name, email, phone, company }) => (name ?? email ?? phone ?? company) !== null)
    .map((cells) => row(cells)),
  { maxLength: 14 },
);

/** Imports in batches as a database would hold them. */
function importInBatches(
  contacts: readonly StoredContact[],
  rows: readonly ImportedContact[],
  size: number,
  newId: () => string,
) {
  const book = new Map(contacts.map((contact) => [contact.id, contact]));
  let created = 0;
  for (let start = 0; start < rows.length; start += size) {
    const plan = mergeBatch([...book.values()], rows.slice(start, start + size), newId);
    for (const contact of [...plan.inserts, ...plan.updates])
      book.set(contact.id, { ...contact, version: 1 });
    created += plan.created;
  }
  return { contacts: [...book.values()], created };
}

describe('importing any file', () => {
  it('in batches of any size is importing its rows one after the other', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 5 }), (rows, size) => {
        const model: StoredContact[] = [];
        const created = importOneByOne(model, rows, counter());
        const batched = importInBatches([], rows, size, counter());
        expect(batched.created).toBe(created);
        expect(batched.contacts).toEqual(model.map((contact) => ({ ...contact, version: 1 })));
      }),
      { numRuns: 300 },
    );
  });

  it('a second time creates nothing', () => {
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 5 }), (rows, size) => {
        const newId = counter();
        const once = importInBatches([], rows, size, newId);
        expect(importInBatches(once.contacts, rows, size, newId).created).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
