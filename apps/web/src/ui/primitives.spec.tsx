import { fireEvent, render, screen } from '@testing-library/react';

import { Avatar } from './avatar.tsx';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { Dialog } from './dialog.tsx';
import { EmptyState } from './empty-state.tsx';
import { SelectField, TextAreaField, TextField } from './field.tsx';
import { initials } from './initials.ts';
import { Menu, MenuItem, MenuLabel, MenuLine } from './menu.tsx';
import { PageHeader } from './page-header.tsx';
import { PageProblem } from './page-problem.tsx';
import { Skeleton } from './skeleton.tsx';

describe('class names', () => {
  it('leave out what does not apply', () => {
    expect(classNames('a', false, null, undefined, 'b')).toBe('a b');
  });
});

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada@example.com', 'A'],
    ['edsger.nguyen.5@example.com', 'EN'],
    ['Søren van der Kierkegaard', 'SK'],
    ['+49 30 1', '?'],
    ['', '?'],
  ])('of %p are %p', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});

describe('an avatar', () => {
  it('is the same for the same name and says nothing to a screen reader', () => {
    const { container } = render(
      <>
        <Avatar name="Ada" />
        <Avatar name="Ada" />
        <Avatar name="Acme" square size="lg" />
      </>,
    );
    const [first, second] = Array.from(container.children);
    expect(first?.outerHTML).toBe(second?.outerHTML);
    expect(first?.getAttribute('aria-hidden')).toBe('true');
  });
});

describe('a button', () => {
  it('does not submit a form unless told to', () => {
    render(
      <Button icon="plus" shortcut="C" variant="primary">
        New
      </Button>,
    );
    expect(screen.getByRole('button', { name: 'New' }).getAttribute('type')).toBe('button');
  });

  it('does nothing while it is pending, and keeps the focus', () => {
    let presses = 0;
    render(
      <Button pending onClick={() => (presses += 1)}>
        Save
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Save' });
    button.focus();
    fireEvent.click(button);
    expect(presses).toBe(0);
    expect(document.activeElement).toBe(button);
  });
});

describe('a field', () => {
  it('is tied to its label, its hint and what is wrong with it', () => {
    render(<TextField label="Email" name="email" hint="Where to write" error="Not an address" />);
    const input = screen.getByLabelText('Email');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    const texts = described.map((id) => document.getElementById(id)?.textContent);
    expect(texts).toEqual(['Where to write', 'Not an address']);
    expect(input.getAttribute('aria-invalid')).toBe('true');
  });

  it('is described by nothing when nothing is to say', () => {
    render(
      <>
        <TextAreaField label="Notes" name="notes" />
        <SelectField label="Stage" name="stage">
          <option>Lead</option>
        </SelectField>
      </>,
    );
    expect(screen.getByLabelText('Notes').hasAttribute('aria-describedby')).toBe(false);
    expect(screen.getByLabelText('Stage').tagName).toBe('SELECT');
  });
});

describe('a dialog', () => {
  it('is open while it is mounted, and says when it was closed', () => {
    let closed = 0;
    render(
      <Dialog title="New contact" onClose={() => (closed += 1)}>
        Body
      </Dialog>,
    );
    const dialog = screen.getByRole('dialog', { name: 'New contact' });
    expect(dialog.hasAttribute('open')).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(closed).toBe(1);
  });
});

describe('a menu', () => {
  function open(onSelect: () => void = () => undefined) {
    render(
      <Menu trigger="Acme" label="Theme">
        <MenuLabel>Theme</MenuLabel>
        <MenuItem checked onSelect={onSelect}>
          Light
        </MenuItem>
        <MenuItem checked={false} onSelect={onSelect}>
          Dark
        </MenuItem>
        <MenuLine />
        <MenuItem icon="signOut" danger>
          Sign out
        </MenuItem>
      </Menu>,
    );
    const menu = screen.getByRole('menu', { hidden: true });
    fireEvent(menu, Object.assign(new Event('toggle'), { newState: 'open' }));
    return menu;
  }

  it('starts on its first item and moves with the arrows, around the ends', () => {
    const menu = open();
    const focused = () => document.activeElement?.textContent;
    expect(focused()).toBe('Light');
    fireEvent.keyDown(menu, { key: 'ArrowUp' });
    expect(focused()).toBe('Sign out');
    fireEvent.keyDown(menu, { key: 'ArrowDown' });
    expect(focused()).toBe('Light');
    fireEvent.keyDown(menu, { key: 'End' });
    expect(focused()).toBe('Sign out');
    fireEvent.keyDown(menu, { key: 'Tab' });
  });

  it('runs the item and shows which one of a group is chosen', () => {
    let runs = 0;
    open(() => (runs += 1));
    const [light, dark] = screen.getAllByRole('menuitemradio', { hidden: true });
    expect(light?.getAttribute('aria-checked')).toBe('true');
    if (dark) fireEvent.click(dark);
    expect(runs).toBe(1);
  });

  it('sends the form around an item that runs nothing by itself', () => {
    open();
    const item = screen.getByRole('menuitem', { hidden: true, name: 'Sign out' });
    expect(item.getAttribute('type')).toBe('submit');
  });
});

describe('the frames of a page', () => {
  it('hold their title, their note and their actions', () => {
    render(
      <>
        <PageHeader title="Contacts" note="3" actions={<Button>New</Button>} />
        <PageHeader title="Bare" />
        <EmptyState title="Nothing" art={<svg />} actions={<Button>Import</Button>}>
          Yet
        </EmptyState>
        <EmptyState title="Bare empty" />
        <PageProblem title="Lost" actions={<Button>Home</Button>}>
          Gone
        </PageProblem>
        <Badge tone="ok">Customer</Badge>
        <Badge>Plain</Badge>
        <Skeleton className="h-4" />
      </>,
    );
    expect(screen.getAllByRole('heading').map(({ textContent }) => textContent)).toEqual([
      'Contacts',
      'Bare',
      'Nothing',
      'Bare empty',
      'Lost',
    ]);
    expect(screen.getAllByRole('button')).toHaveLength(3);
  });
});
