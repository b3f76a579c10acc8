import { act, configure, fireEvent, render, screen } from '@testing-library/react';

import { Overlays } from './overlays.tsx';
import { OverlayButton } from './overlay-button.tsx';
import { Shell } from './shell.tsx';
import { applyTheme, readTheme } from './theme.ts';

// The first use of a lazy part compiles it, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);

const pushed: string[] = [];
jest.mock('next/navigation', () => ({
  useParams: () => ({ workspace: 'w1' }),
  usePathname: () => '/w/w1/contacts/42',
  useRouter: () => ({ push: (href: string) => pushed.push(href) }),
}));

const realFetch = globalThis.fetch;
beforeEach(() => {
  pushed.length = 0;
  globalThis.fetch = () =>
    Promise.resolve(
      Response.json({ items: [{ id: 'c1', name: 'Ada Lovelace', company: 'Acme', email: null }] }),
    );
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

async function openPalette() {
  render(<Overlays workspaceId="w1" />);
  await act(async () => {
    fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
  });
  return screen.findByRole('combobox');
}

const options = () => screen.getAllByRole('option').map(({ textContent }) => textContent);

describe('the theme', () => {
  it.each([
    ['light', 'light'],
    ['dark', 'dark'],
    ['pink', 'system'],
    [undefined, 'system'],
  ])('of cookie %p is %s', (cookie, theme) => {
    expect(readTheme(cookie)).toBe(theme);
  });

  it('is shown at once and remembered', () => {
    applyTheme('dark', document);
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(document.cookie).toContain('unite_theme=dark');
    applyTheme('system', document);
    expect(document.documentElement.dataset['theme']).toBeUndefined();
    expect(document.cookie).not.toContain('unite_theme');
  });
});

describe('the shell', () => {
  it('marks the section of the page, in both navigations', () => {
    render(
      <Shell workspace={{ id: 'w1', name: 'Acme' }} theme="system">
        <h1>Page</h1>
      </Shell>,
    );
    const current = screen.getAllByRole('link', { current: 'page' });
    expect(current.map((link) => link.getAttribute('href'))).toEqual([
      '/w/w1/contacts',
      '/w/w1/contacts',
    ]);
    expect(screen.getByRole('main').textContent).toBe('Page');
  });

  it('changes the theme from the menu of the workspace', () => {
    render(
      <Shell workspace={{ id: 'w1', name: 'Acme' }} theme="light">
        Page
      </Shell>,
    );
    fireEvent.click(screen.getByRole('menuitemradio', { name: 'Dark', hidden: true }));
    expect(document.documentElement.dataset['theme']).toBe('dark');
    applyTheme('system', document);
  });
});

describe('the command palette', () => {
  it('opens with Ctrl K on all commands', async () => {
    await openPalette();
    expect(options()).toContain('Contacts');
    expect(options()).toContain('New contact');
  });

  it('narrows by typing, moves with the arrows and runs with Enter', async () => {
    const input = await openPalette();
    fireEvent.change(input, { target: { value: 'o' } });
    fireEvent.keyDown(input, { key: 'ArrowUp' });
    fireEvent.keyDown(input, { key: 'ArrowDown' });
    fireEvent.change(input, { target: { value: 'oper' } });
    expect(options()).toEqual(['Operations']);
    await act(async () => fireEvent.keyDown(input, { key: 'Enter' }));
    expect(pushed).toEqual(['/w/w1/operations']);
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('finds people and goes to them', async () => {
    const input = await openPalette();
    fireEvent.change(input, { target: { value: 'ada' } });
    const person = await screen.findByRole('option', { name: /Ada Lovelace/ });
    fireEvent.pointerMove(person);
    await act(async () => fireEvent.click(person));
    expect(pushed).toEqual(['/w/w1/contacts/c1']);
  });

  it('says when nothing matches, and Enter does nothing then', async () => {
    globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
    const input = await openPalette();
    fireEvent.change(input, { target: { value: 'zzz' } });
    expect(screen.getByText('Nothing matches “zzz”.')).toBeTruthy();
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(pushed).toEqual([]);
  });

  it('closes with a press beside it', async () => {
    await openPalette();
    fireEvent.click(screen.getByRole('dialog'));
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it.each([
    'New contact',
    'Import contacts',
    'Use the light theme',
    'Use the dark theme',
    'Switch workspace',
  ])('runs %s', async (label) => {
    const input = await openPalette();
    fireEvent.change(input, { target: { value: label } });
    await act(async () => fireEvent.keyDown(input, { key: 'Enter' }));
    expect(screen.queryByRole('combobox')).toBeNull();
    applyTheme('system', document);
  });
});

describe('the cheat sheet', () => {
  it('lists the keys, and comes from a button or the palette', async () => {
    render(
      <>
        <OverlayButton overlay="cheat-sheet" className="x">
          Keys
        </OverlayButton>
        <Overlays workspaceId="w1" />
      </>,
    );
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Keys' })));
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(sheet.textContent).toContain('Delete, with undo');
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
