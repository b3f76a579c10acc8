/** @jest-environment node */
import { problemStandIn } from '../api/problem-stand-in.ts';
import type { Contact } from './contact.ts';
import { createContactEditor } from './contact-editor.ts';
import { contactStandIn } from './contact-stand-in.ts';
import type { ContactChanges } from './contacts-api.ts';

const problem = (status: number) => problemStandIn({ status });

/** A server with one contact that refuses stale versions, as the API does. */
function setUp() {
  let stored = contactStandIn(1);
  const changes: ContactChanges[] = [];
  const api = {
    change(contact: Contact, change: ContactChanges) {
      changes.push(change);
      if (contact.version !== stored.version) {
        return Promise.resolve({ ok: false as const, problem: problem(412) });
      }
      if (change.email === 'nope') {
        return Promise.resolve({ ok: false as const, problem: problem(400) });
      }
      stored = { ...stored, ...change, version: stored.version + 1 };
      return Promise.resolve({ ok: true as const, value: stored });
    },
    get: () => Promise.resolve({ ok: true as const, value: stored }),
  };
  const elsewhere = (change: ContactChanges) => {
    stored = { ...stored, ...change, version: stored.version + 1 };
  };
  return { editor: createContactEditor(stored, api), elsewhere, changes, api };
}

describe('editing a contact in place', () => {
  it('saves a field, trimmed', async () => {
    const { editor, changes } = setUp();
    expect(await editor.save('name', ' Ada ')).toMatchObject({
      kind: 'saved',
      contact: { name: 'Ada', version: 2 },
    });
    expect(changes).toEqual([{ name: 'Ada' }]);
  });

  it('stores an emptied text as absent', async () => {
    expect(await setUp().editor.save('company', '  ')).toMatchObject({
      contact: { company: null },
    });
  });

  it('saves one field after the other, each on the version of the one before', async () => {
    const { editor, changes } = setUp();
    const saved = await Promise.all([editor.save('name', 'Ada'), editor.save('phone', '1')]);
    expect(saved.map(({ kind }) => kind)).toEqual(['saved', 'saved']);
    expect(changes).toHaveLength(2);
  });

  it('saves on top of a change to another field', async () => {
    const { editor, elsewhere } = setUp();
    elsewhere({ company: 'Globex' });
    expect(await editor.save('name', 'Ada')).toMatchObject({
      kind: 'saved',
      contact: { name: 'Ada', company: 'Globex', version: 3 },
    });
  });

  it('lets the person choose when the same field was changed, and then takes theirs', async () => {
    const { editor, elsewhere } = setUp();
    elsewhere({ name: 'Grace' });
    expect(await editor.save('name', 'Ada')).toMatchObject({
      kind: 'conflict',
      theirs: { name: 'Grace' },
    });
    expect(await editor.save('name', 'Ada')).toMatchObject({
      kind: 'saved',
      contact: { name: 'Ada' },
    });
  });

  it('has nothing to choose when both wrote the same', async () => {
    const { editor, elsewhere } = setUp();
    elsewhere({ name: 'Ada' });
    expect(await editor.save('name', 'Ada')).toMatchObject({ kind: 'saved' });
  });

  it('gives the problem of a value that the API refuses', async () => {
    expect(await setUp().editor.save('email', 'nope')).toMatchObject({
      kind: 'refused',
      problem: { status: 400 },
    });
  });

  it('gives the problem when the stored contact cannot be read after a conflict', async () => {
    const { api, elsewhere } = setUp();
    elsewhere({ name: 'Grace' });
    const editor = createContactEditor(contactStandIn(1), {
      ...api,
      get: () => Promise.resolve({ ok: false as const, problem: problem(404) }),
    });
    expect(await editor.save('name', 'Ada')).toMatchObject({
      kind: 'refused',
      problem: { status: 404 },
    });
  });

  it('follows newer versions only', async () => {
    const { editor, elsewhere, changes } = setUp();
    elsewhere({ name: 'Grace' });
    editor.follow(contactStandIn(1, { name: 'Grace', version: 2 }));
    editor.follow(contactStandIn(1));
    expect(await editor.save('name', 'Ada')).toMatchObject({ kind: 'saved' });
    expect(changes).toHaveLength(1);
  });
});
