/** @jest-environment node */
import { setImmediate as settled } from 'node:timers/promises';

import type { Outcome } from '../api/outcome.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { createToasts } from '../ui/toasts.ts';
import type { Contact } from './contact.ts';
import { createContactActions } from './contact-actions.ts';
import { contactStandIn } from './contact-stand-in.ts';

function refusal(status: number): Outcome<never> {
  return { ok: false, problem: problemStandIn({ title: 'Changed', status }) };
}

function setUp(refused: readonly string[] = [], status = 412) {
  const held = [0, 1, 2].map((place) => contactStandIn(place));
  const toasts = createToasts();
  const list = {
    remove(id: string) {
      const place = held.findIndex((contact) => contact.id === id);
      if (place >= 0) held.splice(place, 1);
      return place;
    },
    insert: (place: number, contact: Contact) => void held.splice(place, 0, contact),
    put(contact: Contact) {
      held[held.findIndex(({ id }) => id === contact.id)] = contact;
    },
  };
  const api = {
    remove: ({ id }: Contact) =>
      Promise.resolve<Outcome<unknown>>(
        refused.includes(id) ? refusal(status) : { ok: true, value: undefined },
      ),
    restore: (contact: Contact) =>
      Promise.resolve<Outcome<Contact>>({ ok: true, value: { ...contact, version: 9 } }),
    get: () =>
      Promise.resolve<Outcome<Contact>>({ ok: true, value: contactStandIn(1, { version: 5 }) }),
  };
  const ids = () => held.map(({ id }) => id);
  return { actions: createContactActions({ api, list, toasts }), toasts, held, ids, api, list };
}

const texts = (toasts: ReturnType<typeof createToasts>) => toasts.list().map(({ text }) => text);

describe('deleting contacts', () => {
  it('takes them out at once and offers to undo', async () => {
    const { actions, ids, toasts } = setUp();
    const done = actions.remove([contactStandIn(1)]);
    expect(ids()).toEqual(['id-0', 'id-2']);
    await done;
    expect(texts(toasts)).toEqual(['Deleted Person 1']);
    expect(toasts.list()[0]?.action?.label).toBe('Undo');
  });

  it('puts them back in their places on undo', async () => {
    const { actions, ids, held, toasts } = setUp();
    await actions.remove([contactStandIn(0), contactStandIn(1)]);
    expect(texts(toasts)).toEqual(['Deleted 2 contacts']);
    toasts.list()[0]?.action?.run();
    await settled();
    expect(ids()).toEqual(['id-0', 'id-1', 'id-2']);
    expect(held[0]?.version).toBe(9);
    expect(texts(toasts)).toContain('Restored 2 contacts');
  });

  it('puts back what the API refused, as it is now, and says why', async () => {
    const { actions, ids, held, toasts } = setUp(['id-1']);
    await actions.remove([contactStandIn(1)]);
    expect(ids()).toEqual(['id-0', 'id-1', 'id-2']);
    expect(held[1]?.version).toBe(5);
    expect(texts(toasts)).toEqual(['Not deleted: Person 1. Changed']);
  });

  it('says both when only some were refused', async () => {
    const { actions, ids, toasts } = setUp(['id-2'], 500);
    await actions.remove([contactStandIn(0), contactStandIn(2)]);
    expect(ids()).toEqual(['id-1', 'id-2']);
    expect(texts(toasts)).toEqual(['Deleted Person 0', 'Not deleted: Person 2. Changed']);
  });

  it('says when undo was refused', async () => {
    const { api, list, toasts } = setUp();
    const actions = createContactActions({
      api: { ...api, restore: () => Promise.resolve(refusal(404)) },
      list,
      toasts,
    });
    await actions.remove([contactStandIn(1)]);
    toasts.list()[0]?.action?.run();
    await settled();
    expect(texts(toasts)).toContain('Not restored. Changed');
  });
});
