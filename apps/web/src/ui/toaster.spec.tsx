import { act, fireEvent, render, screen } from '@testing-library/react';

import { Toaster } from './toaster.tsx';
import { createToasts, toasts } from './toasts.ts';

describe('toasts', () => {
  it('are three at most, the newest last', () => {
    const list = createToasts();
    for (const text of ['a', 'b', 'c', 'd']) list.show({ text });
    expect(list.list().map(({ text }) => text)).toEqual(['b', 'c', 'd']);
  });

  it('tell their listeners until they leave', () => {
    const list = createToasts();
    let changes = 0;
    const leave = list.subscribe(() => (changes += 1));
    const id = list.show({ text: 'a' });
    list.dismiss(id);
    leave();
    list.show({ text: 'b' });
    expect(changes).toBe(2);
  });
});

describe('the toaster', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    act(() => {
      for (const { id } of toasts.list()) toasts.dismiss(id);
    });
    jest.useRealTimers();
  });

  async function show(text: string, run?: () => void) {
    render(<Toaster />);
    await act(async () => {
      toasts.show({ text, tone: 'bad', ...(run ? { action: { label: 'Undo', run } } : {}) });
      await jest.advanceTimersByTimeAsync(0);
    });
  }

  it('shows a toast for eight seconds, in a region that is announced', async () => {
    await show('Deleted Ada');
    expect(screen.getByRole('status').textContent).toContain('Deleted Ada');
    act(() => jest.advanceTimersByTime(7999));
    expect(screen.queryByText('Deleted Ada')).not.toBeNull();
    act(() => jest.advanceTimersByTime(1));
    expect(screen.queryByText('Deleted Ada')).toBeNull();
  });

  it('stops the clock while the pointer or the focus is on it', async () => {
    await show('Deleted Ada');
    fireEvent.pointerEnter(screen.getByRole('status'));
    act(() => jest.advanceTimersByTime(60_000));
    expect(screen.queryByText('Deleted Ada')).not.toBeNull();
    fireEvent.pointerLeave(screen.getByRole('status'));
    fireEvent.focus(screen.getByRole('status'));
    fireEvent.blur(screen.getByRole('status'));
    act(() => jest.advanceTimersByTime(8000));
    expect(screen.queryByText('Deleted Ada')).toBeNull();
  });

  it('runs its action once and goes', async () => {
    let runs = 0;
    await show('Deleted Ada', () => (runs += 1));
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(runs).toBe(1);
    expect(screen.queryByText('Deleted Ada')).toBeNull();
  });

  it('can be dismissed', async () => {
    await show('Deleted Ada');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText('Deleted Ada')).toBeNull();
  });
});
