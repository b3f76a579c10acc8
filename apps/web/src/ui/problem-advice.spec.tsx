import { render, screen } from '@testing-library/react';
import { match } from '@unite/problem-details/client';

import { apiProblems } from '../api/api-problems.ts';
import type { Problem } from '../api/problem.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { problemIn } from '../api/read-problem.ts';
import ProblemAdvice, { adviceOn } from './problem-advice.tsx';

const { base, problems } = apiProblems;

const params = jest.fn((): { workspace?: string } => ({}));
jest.mock('next/navigation', () => ({ useParams: () => params() }));

/** Never called: its error is the compiler's, which `typecheck` expects. */
export function refusedByTheCompiler(problem: Problem): void {
  // @ts-expect-error -- every type of the API but one is forgotten
  match<Problem, string>(problem, { validation: () => 'Correct it.', other: () => 'Wait.' });
}

describe('what a person does about a problem', () => {
  it.each(Object.entries(problems))('is said for %s', (slug, { status }) => {
    const advice = adviceOn(problemIn({ type: base + slug }, { status }));
    expect(advice).toMatch(/^[A-Z].{10,110}[.]$/);
    expect(advice).not.toMatch(/if-match|authorization|content-type|`/i);
  });

  it('names the line of a record that is too long', () => {
    const type = `${base}import-record-too-long`;
    expect(adviceOn(problemIn({ type, line: 1204 }, { status: 400 }))).toContain('line 1,204');
  });

  it.each([
    [0, 'Check your connection, then try again.'],
    [401, 'Choose the workspace again on the start page.'],
    [502, 'Try again in a moment.'],
    [418, undefined],
  ])('goes by the status %d when the type is not known', (status, advice) => {
    expect(adviceOn(problemStandIn({ status }))).toBe(advice);
  });

  it('leads to its trace, in the workspace of the page', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const shown = () => {
      render(<ProblemAdvice problem={problemStandIn({ traceId })} />);
      return screen.queryByRole('link', { name: /Show what happened/ })?.getAttribute('href');
    };
    expect(shown()).toBeUndefined();
    params.mockReturnValue({ workspace: 'w1' });
    expect(shown()).toBe(`/w/w1/operations/traces/${traceId}`);
  });

  it('leads to the trace of the document where the page itself has failed', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    params.mockReturnValue({ workspace: 'w1' });
    document.head.innerHTML = `<meta name="traceparent" content="00-${traceId}-b7ad6b7169203331-01">`;
    const { container } = render(<ProblemAdvice />);
    expect(container.querySelector('a')?.getAttribute('href')).toContain(`/traces/${traceId}`);
    document.head.innerHTML = '';
  });

  it('is a line of text, or nothing', () => {
    const { container, rerender } = render(<ProblemAdvice problem={problemStandIn()} />);
    expect(container.textContent).toBe('Try again in a moment.');
    rerender(<ProblemAdvice problem={problemStandIn({ status: 418 })} />);
    expect(container.innerHTML).toBe('');
  });
});
