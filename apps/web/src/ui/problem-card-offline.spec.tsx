import { act, render, screen } from '@testing-library/react';

import { unreachable } from '../api/browser-problem.ts';
import { ProblemCard } from './problem-card.tsx';

jest.mock('./problem-advice.tsx', () => {
  throw new TypeError('Failed to fetch dynamically imported module');
});

describe('a problem card while the server is away', () => {
  it('says what is wrong without the advice, which cannot be loaded', async () => {
    await act(async () => render(<ProblemCard problem={unreachable} onRetry={() => undefined} />));
    expect(screen.getByRole('alert').textContent).toBe(
      'The server cannot be reachedNothing you typed is lost.',
    );
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
