import { act, fireEvent, render, screen } from '@testing-library/react';

import { apiProblems } from '../api/api-problems.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { problemIn } from '../api/read-problem.ts';
import { ProblemCard, type ProblemCardProps } from './problem-card.tsx';

const validation = problemIn(
  {
    type: `${apiProblems.base}validation`,
    title: 'The request is not valid',
    detail: 'One or more fields are not valid; see `errors`.',
    instance: 'https://api.unite-hub.com/problems/42',
    errors: [
      { field: 'email', message: 'Must be an address' },
      { field: 'body.x', message: 'Unknown' },
      { field: '', message: 'Somebody is needed' },
    ],
  },
  { status: 400 },
);

/** Shows the card and waits for the advice. */
async function show(props: ProblemCardProps) {
  await act(async () => render(<ProblemCard {...props} />));
  return screen.getByRole('alert');
}

/** Gives the page a clipboard that takes what it is given, or refuses. */
function clipboard(writeText: (text: string) => Promise<void>) {
  Object.assign(navigator, { clipboard: { writeText } });
}

describe('a problem card', () => {
  it('says what happened, what is not shown at a field, and what to do', async () => {
    const card = await show({ problem: validation, fieldsShown: ['email'] });
    expect(card.textContent).toBe(
      [
        'The request is not valid',
        'body.x: Unknown',
        'Somebody is needed',
        'Correct what is named, then try again.',
      ].join(''),
    );
  });

  it('leaves the detail out that a known type has for programs', async () => {
    expect((await show({ problem: validation })).textContent).not.toContain('`errors`');
  });

  it('shows the detail of a type that this app does not know', async () => {
    const problem = problemStandIn({ title: 'Odd', detail: 'The moon is full.', status: 418 });
    expect((await show({ problem })).textContent).toBe('OddThe moon is full.');
  });

  it('is as short as the problem', async () => {
    const { parentElement } = await show({ problem: problemStandIn({ title: 'No', status: 418 }) });
    expect(parentElement?.textContent).toBe('No');
  });

  it('copies the reference, and says so', async () => {
    const copied: string[] = [];
    clipboard((text) => Promise.resolve(void copied.push(text)));
    await show({ problem: validation });
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Copy' })));
    expect(copied).toEqual(['42']);
    expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('The reference is copied.');
  });

  it('selects the reference where nothing may be copied', async () => {
    clipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    await show({ problem: validation });
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Copy' })));
    expect(String(getSelection())).toBe('42');
  });

  it('leads whoever is signed out to the start page', async () => {
    await show({ problem: problemStandIn({ status: 401 }) });
    expect(screen.getByRole('link', { name: 'Start page' }).getAttribute('href')).toBe('/');
  });

  describe('with a try to come', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    it('counts down to it, and begins anew with another problem', async () => {
      let tries = 0;
      const onRetry = () => (tries += 1);
      const wait = (retryAfterMs: number) => (
        <ProblemCard problem={problemStandIn({ retryAfterMs })} onRetry={onRetry} />
      );
      const { rerender } = render(wait(2_000));
      const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
      press('Try again in 2 s');
      await act(() => jest.advanceTimersByTimeAsync(1_000));
      press('Try again in 1 s');
      await act(() => jest.advanceTimersByTimeAsync(1_000));
      expect(tries).toBe(0);
      press('Try again');
      expect(tries).toBe(1);
      rerender(wait(3_000));
      press('Try again in 3 s');
      expect(tries).toBe(1);
    });

    it('offers it at once when there is nothing to wait for', async () => {
      const onRetry = jest.fn();
      render(<ProblemCard problem={problemStandIn()} onRetry={onRetry} />);
      await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Try again' })));
      expect(onRetry).toHaveBeenCalledTimes(1);
    });
  });
});
