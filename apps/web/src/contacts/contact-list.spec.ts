/** @jest-environment node */
import { setImmediate as settled } from 'node:timers/promises';

import { unreachable } from '../api/browser-problem.ts';
import type { Outcome } from '../api/outcome.ts';
import { createContactList } from './contact-list.ts';
import type { ContactQuery } from './contact-query.ts';
import { contactStandIn } from './contact-stand-in.ts';
import type { ContactPage, ContactsApi } from './contacts-api.ts';

const query: ContactQuery = { search: '', stage: undefined, sort: '-createdAt' };
const total = 1000;

function page(offset: number, length = 100): ContactPage {
  return { items: Array.from({ length }, (_, index) => contactStandIn(offset + index)), total };
}

/** A list whose timers run when told, over an API that answers when told. */
function setUp(first: Outcome<ContactPage> = { ok: true, value: page(0, 60) }) {
  const timers: (() => void)[] = [];
  const asked: { offset: number; query: ContactQuery; signal: AbortSignal }[] = [];
  const answers: ((outcome: Outcome<ContactPage>) => void)[] = [];
  const list: ContactsApi['list'] = (asking, { offset, signal }) =>
    new Promise((resolve, reject) => {
      asked.push({ offset, query: asking, signal });
      answers.push(resolve);
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  const contacts = createContactList({
    api: { list },
    query,
    first,
    setTimer: (callback) => timers.push(callback),
  });
  const runTimers = () => {
    for (const timer of timers.splice(0)) timer();
  };
  const answer = async (index: number, outcome: Outcome<ContactPage>) => {
    answers[index]?.(outcome);
    await settled();
  };
  return { contacts, asked, answer, runTimers };
}

describe('the list of contacts', () => {
  it('begins with what the server rendered', () => {
    const { contacts } = setUp();
    expect(contacts.state()).toMatchObject({ total, status: 'ready' });
    expect(contacts.state().rows.size).toBe(60);
  });

  it('begins with the problem when the server could not load it, and tries again', async () => {
    const { contacts, asked, answer } = setUp({ ok: false, problem: unreachable });
    expect(contacts.state().status).toBe('failed');
    contacts.retry();
    expect(asked[0]?.offset).toBe(0);
    await answer(0, { ok: true, value: page(0) });
    expect(contacts.state()).toMatchObject({ status: 'ready', total, problem: undefined });
  });

  it('asks for nothing while everything in sight is there', () => {
    const { contacts, asked, runTimers } = setUp();
    contacts.look(0, 40);
    runTimers();
    expect(asked).toEqual([]);
  });

  it('asks for whole hundreds of what is missing, each once', async () => {
    const { contacts, asked, answer, runTimers } = setUp();
    contacts.look(190, 230);
    runTimers();
    contacts.look(191, 231);
    runTimers();
    expect(asked.map(({ offset }) => offset)).toEqual([100, 200]);
    await answer(0, { ok: true, value: page(100) });
    expect(contacts.state().rows.get(199)?.id).toBe('id-199');
  });

  it('asks only for where the scroll bar comes to rest', () => {
    const { contacts, asked, runTimers } = setUp();
    for (const row of [200, 400, 600, 800]) contacts.look(row, row + 20);
    runTimers();
    expect(asked.map(({ offset }) => offset)).toEqual([800]);
  });

  it('lets go of requests for rows that went out of sight', () => {
    const { contacts, asked, runTimers } = setUp();
    contacts.look(200, 220);
    runTimers();
    contacts.look(700, 720);
    runTimers();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('shows another query from its start and drops answers to the old one', async () => {
    const { contacts, asked, answer, runTimers } = setUp();
    contacts.look(200, 220);
    runTimers();
    contacts.show({ ...query, search: 'ada' });
    expect(contacts.state().status).toBe('loading');
    expect(asked[0]?.signal.aborted).toBe(true);
    await answer(0, { ok: true, value: page(200) });
    await answer(1, { ok: true, value: { items: [contactStandIn(7)], total: 1 } });
    expect(contacts.state()).toMatchObject({ total: 1, status: 'ready' });
    expect([...contacts.state().rows.keys()]).toEqual([0]);
  });

  it('stays as it is for the same query', () => {
    const { contacts, asked } = setUp();
    contacts.show({ ...query });
    expect(asked).toEqual([]);
  });

  it('becomes shorter when fewer rows come than were promised', async () => {
    const { contacts, answer, runTimers } = setUp();
    contacts.look(900, 950);
    runTimers();
    await answer(0, { ok: true, value: page(900, 40) });
    expect(contacts.state().total).toBe(940);
  });

  it('keeps its rows when a stretch could not be loaded, and loads it on demand', async () => {
    const { contacts, asked, answer, runTimers } = setUp();
    contacts.look(200, 220);
    runTimers();
    await answer(0, { ok: false, problem: unreachable });
    expect(contacts.state()).toMatchObject({ status: 'failed', problem: { code: 'UNREACHABLE' } });
    expect(contacts.state().rows.size).toBe(60);
    contacts.look(200, 220);
    runTimers();
    expect(asked).toHaveLength(1);
    contacts.retry();
    expect(asked).toHaveLength(2);
  });

  it('closes the gap of a removed contact and opens one for an inserted', () => {
    const { contacts } = setUp();
    expect(contacts.remove('id-3')).toBe(3);
    expect(contacts.state().rows.get(3)?.id).toBe('id-4');
    expect(contacts.state().total).toBe(999);
    contacts.insert(3, contactStandIn(3));
    expect(contacts.state().rows.get(3)?.id).toBe('id-3');
    expect(contacts.state().rows.get(4)?.id).toBe('id-4');
    expect(contacts.state().total).toBe(1000);
  });

  it('says that it does not hold a contact', () => {
    expect(setUp().contacts.remove('nobody')).toBe(-1);
  });

  it('replaces a contact where it stands', () => {
    const { contacts } = setUp();
    contacts.put(contactStandIn(5, { name: 'Ada', version: 2 }));
    expect(contacts.state().rows.get(5)?.name).toBe('Ada');
  });

  it('holds only the neighbourhood of what is looked at', async () => {
    const { contacts, asked, answer, runTimers } = setUp({
      ok: true,
      value: { items: page(0).items, total: 100_000 },
    });
    for (let row = 100; row < 4000; row += 100) {
      contacts.look(row, row + 20);
      runTimers();
      await answer(asked.length - 1, { ok: true, value: page(row) });
    }
    expect(contacts.state().rows.size).toBeLessThanOrEqual(3000);
    expect(contacts.state().rows.has(3999)).toBe(true);
    expect(contacts.state().rows.has(0)).toBe(false);
  });

  it('tells its listeners of each change until they leave', () => {
    const { contacts } = setUp();
    let changes = 0;
    const leave = contacts.subscribe(() => (changes += 1));
    contacts.put(contactStandIn(0));
    leave();
    contacts.put(contactStandIn(0));
    expect(changes).toBe(1);
  });
});
