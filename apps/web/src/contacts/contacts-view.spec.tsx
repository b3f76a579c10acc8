import { act, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';

import { unreachable } from '../api/browser-problem.ts';
import type { Outcome } from '../api/outcome.ts';
import { problemResponseStandIn } from '../api/problem-response-stand-in.ts';
import { Toaster } from '../ui/toaster.tsx';
import { toasts } from '../ui/toasts.ts';
import type { Contact } from './contact.ts';
import { ContactDetails } from './contact-details.tsx';
import { readContactQuery } from './contact-query.ts';
import { contactStandIn } from './contact-stand-in.ts';
import type { ContactPage } from './contacts-api.ts';
import { ContactsView } from './contacts-view.tsx';

// The first use of a lazy part compiles it, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);

const pushed: string[] = [];
jest.mock('next/navigation', () => {
  const { useSyncExternalStore } = jest.requireActual<typeof import('react')>('react');
  const listeners = new Set<() => void>();
  const replaceState = history.replaceState.bind(history);
  history.replaceState = (...change) => {
    replaceState(...change);
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    useParams: () => ({ workspace: 'w1' }),
    useRouter: () => ({ push: (href: string) => pushed.push(href), refresh: () => undefined }),
    useSearchParams: () =>
      new URLSearchParams(useSyncExternalStore(subscribe, () => location.search)),
  };
});

const days = { offsets: [{ from: 0, minutes: 0 }], thisYear: 2026 };
const realFetch = globalThis.fetch;
const asked: { method: string; url: string; headers: Headers; body: unknown }[] = [];
let answer: (method: string, url: string) => Response;

beforeEach(() => {
  asked.length = 0;
  pushed.length = 0;
  history.replaceState(null, '', '/w/w1/contacts');
  answer = () => Response.json({ items: [], total: 0 });
  globalThis.fetch = (url, init = {}) => {
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({ method, url: String(url), headers: new Headers(init.headers), body });
    return Promise.resolve(answer(method, String(url)));
  };
});
afterEach(() => {
  globalThis.fetch = realFetch;
  act(() => {
    for (const { id } of toasts.list()) toasts.dismiss(id);
  });
});

/** Shows the page; `await settle()` when the test needs more than its first rendering. */
function show(
  first: Outcome<ContactPage> = {
    ok: true,
    value: { items: [0, 1, 2].map((place) => contactStandIn(place)), total: 3 },
  },
) {
  render(
    <>
      <ContactsView
        workspaceId="w1"
        query={readContactQuery(new URLSearchParams(location.search))}
        first={first}
        days={days}
      />
      <Toaster />
    </>,
  );
  return screen.queryByRole('grid');
}

const grid = () => screen.getByRole('grid', { name: 'Contacts' });
const press = (...keys: string[]) => {
  for (const key of keys) fireEvent.keyDown(grid(), { key });
};
const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.querySelector('.grid-name')?.firstChild?.textContent);
const activeRow = () => grid().getAttribute('aria-activedescendant');

describe('the contacts grid', () => {
  it('says how long it is and where each row stands', () => {
    show();
    expect(grid().getAttribute('aria-rowcount')).toBe('4');
    expect(screen.getAllByRole('row').map((row) => row.getAttribute('aria-rowindex'))).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  it('moves by keys and stays within the list', () => {
    show();
    press('j');
    expect(activeRow()).toBe('contact-row-0');
    press('j', 'ArrowDown', 'j');
    expect(activeRow()).toBe('contact-row-2');
    press('Home');
    expect(activeRow()).toBe('contact-row-0');
    press('End', 'k');
    expect(activeRow()).toBe('contact-row-1');
  });

  it('goes elsewhere with g and a letter, and nowhere with another', () => {
    show();
    press('g', 'o', 'g', 'z');
    expect(pushed).toEqual(['/w/w1/operations']);
  });

  it('leaves keys in the header to the header', () => {
    show();
    fireEvent.keyDown(screen.getByRole('button', { name: 'Name' }), { key: 'j' });
    expect(activeRow()).toBeNull();
  });

  it('shows rows that are not there yet as loading', () => {
    show({ ok: true, value: { items: [contactStandIn(0)], total: 3 } });
    expect(screen.getAllByText('Loading')).toHaveLength(2);
  });
});

describe('search, filter and order', () => {
  it('stand in the address and are asked of the API', async () => {
    answer = () => Response.json({ items: [contactStandIn(7)], total: 1 });
    show();
    await act(async () => fireEvent.click(screen.getByRole('radio', { name: 'Customer' })));
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Name' })));
    expect(location.search).toBe('?stage=customer&sort=name');
    expect(asked.at(-1)?.url).toContain('stage=customer&sort=name&offset=0');
    await waitFor(() => expect(names()).toEqual(['Person 7']));
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  it('waits for a pause in typing', async () => {
    show();
    press('/');
    const box = screen.getByRole('searchbox', { name: 'Search contacts' });
    expect(document.activeElement).toBe(box);
    fireEvent.change(box, { target: { value: 'a' } });
    fireEvent.change(box, { target: { value: 'ada' } });
    await waitFor(() => expect(location.search).toBe('?search=ada'));
    expect(asked.filter(({ url }) => url.includes('search=a&'))).toEqual([]);
    fireEvent.keyDown(box, { key: 'ArrowDown' });
  });

  it('offer the way back when nothing matches', async () => {
    history.replaceState(null, '', '?search=zzz');
    show({ ok: true, value: { items: [], total: 0 } });
    fireEvent.click(await screen.findByRole('button', { name: 'Clear search and filter' }));
    expect(location.search).toBe('');
  });
});

describe('an empty workspace', () => {
  const empty: Outcome<ContactPage> = { ok: true, value: { items: [], total: 0 } };

  it('offers three ways to the first contact', async () => {
    show(empty);
    expect(await screen.findByText('No contacts yet')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Add by hand' }));
    expect(await screen.findByRole('dialog', { name: 'New contact' })).toBeTruthy();
  });

  it('loads sample contacts and shows them', async () => {
    show(empty);
    answer = (method) =>
      method === 'POST'
        ? Response.json({})
        : Response.json({ items: [contactStandIn(1)], total: 1 });
    // The sample is CSV, not JSON, so this test reads no body.
    globalThis.fetch = (url, init = {}) =>
      Promise.resolve(answer(init.method ?? 'GET', String(url)));
    const button = await screen.findByRole('button', { name: 'Load 50 sample contacts' });
    await act(async () => fireEvent.click(button));
    await waitFor(() => expect(names()).toEqual(['Person 1']));
  });

  it('says why the sample contacts could not be loaded', async () => {
    show(empty);
    globalThis.fetch = () => Promise.resolve(problemResponseStandIn({ title: 'Busy' }, 503));
    const button = await screen.findByRole('button', { name: 'Load 50 sample contacts' });
    await act(async () => fireEvent.click(button));
    expect((await screen.findByRole('alert')).textContent).toContain('Busy');
  });
});

describe('a list that could not be loaded', () => {
  it('says why and is loaded again on demand', async () => {
    show({ ok: false, problem: unreachable });
    answer = () => Response.json({ items: [contactStandIn(0)], total: 1 });
    const button = await screen.findByRole('button', { name: 'Try again' });
    await act(async () => fireEvent.click(button));
    await waitFor(() => expect(names()).toEqual(['Person 0']));
  });
});

describe('a new contact', () => {
  const fill = (label: string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });

  it('comes first in the list once the API has it', async () => {
    answer = () => Response.json(contactStandIn(9, { name: 'Ada' }), { status: 201 });
    show();
    press('c');
    await screen.findByRole('dialog', { name: 'New contact' });
    fill('Name', ' Ada ');
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Create contact' })));
    expect(asked.at(-1)).toMatchObject({ method: 'POST', body: { name: 'Ada', email: null } });
    await waitFor(() => expect(names()[0]).toBe('Ada'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(location.search).toBe('');
  });

  it('keeps what was typed and shows the fault at its field', async () => {
    const errors = [{ field: 'email', message: 'Must be an address' }];
    answer = () => problemResponseStandIn({ title: 'Not valid', errors }, 400);
    show();
    fireEvent.click(screen.getByRole('button', { name: /New contact/ }));
    await screen.findByRole('dialog', { name: 'New contact' });
    fill('Email', 'nope');
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Create contact' })));
    const email = screen.getByLabelText<HTMLInputElement>('Email');
    expect(email.value).toBe('nope');
    expect(email.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(email);
    expect(screen.getByText('Must be an address')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('a selection', () => {
  it('is made with x or a press on the check box, and cleared', () => {
    show();
    press('j', 'x');
    const row = screen.getAllByRole('row')[2];
    const box = row?.querySelector('[data-select]');
    if (box) fireEvent.click(box);
    expect(screen.getByText('2 selected')).toBeTruthy();
    press('x');
    expect(screen.getByText('1 selected')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.queryByText('1 selected')).toBeNull();
  });

  it('is deleted together, with undo', async () => {
    answer = (method, url) =>
      method === 'DELETE'
        ? new Response(null, { status: 204 })
        : Response.json(contactStandIn(Number(/id-(\d)/.exec(url)?.[1] ?? 0)));
    show();
    press('j', 'x', 'j', 'x');
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Delete' })));
    expect(asked.map(({ headers }) => headers.get('if-match'))).toEqual(['"1"', '"1"']);
    expect(names()).toEqual(['Person 2']);
    const button = await screen.findByRole('button', { name: 'Undo' });
    await act(async () => fireEvent.click(button));
    await waitFor(() => expect(names()).toEqual(['Person 0', 'Person 1', 'Person 2']));
  });

  it('of none deletes the active row', async () => {
    answer = () => new Response(null, { status: 204 });
    show();
    press('Delete', 'j', 'Delete');
    await waitFor(() => expect(names()).toEqual(['Person 1', 'Person 2']));
  });
});

describe('the panel of a contact', () => {
  async function open(key: 'Enter' | 'e' = 'Enter') {
    show();
    press('j', key);
    return screen.findByRole('complementary', { name: 'Person 0' });
  }

  async function edit(label: string, value: string) {
    const field = screen.getByLabelText(label);
    fireEvent.change(field, { target: { value } });
    await act(async () => fireEvent.blur(field));
  }

  it('follows the active row and closes with Esc', async () => {
    const panel = await open();
    expect(document.activeElement).toBe(panel);
    press('j');
    const next = await screen.findByRole('complementary', { name: 'Person 1' });
    fireEvent.keyDown(next, { key: 'Escape' });
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(grid());
  });

  it('opens with a press on a row, and e goes to the name', async () => {
    await open('e');
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
    fireEvent.click(screen.getAllByRole('row')[3] ?? grid());
    expect(await screen.findByRole('complementary', { name: 'Person 2' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Close panel' }));
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('saves a field when it is left, in the list too', async () => {
    await open();
    answer = () => Response.json(contactStandIn(0, { name: 'Ada', version: 2 }));
    await edit('Name', 'Ada');
    expect(asked.at(-1)).toMatchObject({ method: 'PATCH', body: { name: 'Ada' } });
    expect(asked.at(-1)?.headers.get('if-match')).toBe('"1"');
    await waitFor(() => expect(names()[0]).toBe('Ada'));
  });

  it('saves a choice at once and a text with Enter', async () => {
    await open();
    answer = () => Response.json(contactStandIn(0, { stage: 'customer', version: 2 }));
    await act(async () =>
      fireEvent.change(screen.getByLabelText('Stage', { selector: 'select' }), {
        target: { value: 'customer' },
      }),
    );
    fireEvent.change(screen.getByLabelText('Phone'), { target: { value: '1' } });
    await act(async () => fireEvent.keyDown(screen.getByLabelText('Phone'), { key: 'Enter' }));
    expect(asked.map(({ body }) => body)).toEqual([{ stage: 'customer' }, { phone: '1' }]);
  });

  it('asks nothing when nothing changed, and Esc takes the stored value back', async () => {
    await open();
    const name = screen.getByLabelText<HTMLInputElement>('Name');
    await edit('Name', 'Person 0');
    fireEvent.change(name, { target: { value: 'Other' } });
    fireEvent.keyDown(name, { key: 'Escape' });
    expect(name.value).toBe('Person 0');
    expect(asked).toEqual([]);
    expect(screen.queryByRole('complementary')).not.toBeNull();
  });

  it('shows what the API says about a value', async () => {
    await open();
    const errors = [{ field: 'email', message: 'Not one' }];
    answer = () => problemResponseStandIn({ title: 'No', errors }, 400);
    await edit('Email', 'nope');
    expect(screen.getByRole('alert').textContent).toBe('Not one');
    expect(screen.getByLabelText('Email').getAttribute('aria-invalid')).toBe('true');
  });

  it('shows a whole problem where the value is not at fault, and keeps what was typed', async () => {
    await open();
    answer = () => problemResponseStandIn({ title: 'The database is away' }, 503);
    await edit('Company', 'Globex');
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away');
    const company = screen.getByLabelText<HTMLInputElement>('Company');
    expect(company.value).toBe('Globex');
    expect(company.getAttribute('aria-invalid')).toBeNull();
  });

  describe('when somebody else changed the same field', () => {
    async function conflict() {
      await open();
      let isStale = true;
      answer = (method) => {
        if (method === 'GET')
          return Response.json(contactStandIn(0, { name: 'Grace', version: 2 }));
        if (isStale) {
          isStale = false;
          return problemResponseStandIn({ title: 'Stale' }, 412);
        }
        return Response.json(contactStandIn(0, { name: 'Ada', version: 3 }));
      };
      await edit('Name', 'Ada');
      const box = await screen.findByRole('alert');
      expect(box.textContent).toContain('Grace');
      expect(box.textContent).toContain('Ada');
    }

    it('both values are shown and mine can be used', async () => {
      await conflict();
      await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Use mine' })));
      expect(asked.at(-1)?.headers.get('if-match')).toBe('"2"');
      await waitFor(() => expect(names()[0]).toBe('Ada'));
      expect(screen.queryByRole('alert')).toBeNull();
    });

    it('the stored one can be kept', async () => {
      await conflict();
      fireEvent.click(screen.getByRole('button', { name: 'Keep the stored one' }));
      expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Grace');
      expect(names()[0]).toBe('Grace');
    });
  });

  it('deletes its contact', async () => {
    await open();
    answer = () => new Response(null, { status: 204 });
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Delete contact' })));
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(names()).toEqual(['Person 1', 'Person 2']);
  });

  it('covers the page on a narrow screen', async () => {
    const { matchMedia } = window;
    const ignore = () => undefined;
    const narrow = { matches: false, addEventListener: ignore, removeEventListener: ignore };
    Object.assign(window, { matchMedia: () => narrow });
    show();
    press('j', 'Enter');
    expect(await screen.findByRole('dialog', { name: 'Person 0' })).toBeTruthy();
    Object.assign(window, { matchMedia });
  });
});

describe('a contact as a page', () => {
  const only: Contact = contactStandIn(1, { name: null, company: null });

  it('is called by what is known of it, and edited in place', async () => {
    answer = () => Response.json({ ...only, name: 'Ada', version: 2 });
    render(<ContactDetails workspaceId="w1" contact={only} days={days} />);
    expect(screen.getByRole('heading').textContent).toBe('person.1@example.com');
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Ada' } });
    await act(async () => fireEvent.blur(screen.getByLabelText('Name')));
    expect(screen.getByRole('heading').textContent).toBe('Ada');
  });

  it('goes back to the list when it is deleted', async () => {
    answer = () => new Response(null, { status: 204 });
    render(<ContactDetails workspaceId="w1" contact={only} days={days} />);
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Delete' })));
    expect(pushed).toEqual(['/w/w1/contacts']);
  });
});
