import { act, fireEvent, render, screen } from '@testing-library/react';

import { problemStandIn } from '../api/problem-stand-in.ts';
import { DraftPanel } from './draft-panel.tsx';
import type { DraftOutcome, DraftStream } from './stream-draft.ts';

let stream: DraftStream;
let finish: (outcome: DraftOutcome) => void;
jest.mock('./stream-draft.ts', () => ({
  streamDraft: (given: DraftStream) => {
    stream = given;
    return new Promise<DraftOutcome>((resolve) => {
      finish = resolve;
    });
  },
}));

async function open() {
  const onUse = jest.fn();
  const page = render(<DraftPanel workspaceId="w1" onUse={onUse} />);
  await act(async () => fireEvent.click(screen.getByText('Start a draft')));
  await screen.findByText('Write a draft');
  return { onUse, ...page };
}

async function write() {
  const opened = await open();
  fireEvent.change(screen.getByLabelText('What is the message about?'), {
    target: { value: ' spring sale ' },
  });
  await act(async () => fireEvent.click(screen.getByText('Write a draft')));
  return opened;
}
const say = (text: string) => act(() => stream.onText(text));
const end = (outcome: DraftOutcome) => act(async () => finish(outcome));

describe('a draft with AI', () => {
  it('is asked for in the words of the form', async () => {
    await open();
    fireEvent.change(screen.getByLabelText('What is the message about?'), {
      target: { value: ' spring sale ' },
    });
    fireEvent.change(screen.getByLabelText('Tone'), { target: { value: 'formal' } });
    fireEvent.change(screen.getByLabelText('Audience'), { target: { value: 'bakers' } });
    await act(async () => fireEvent.click(screen.getByText('Write a draft')));
    expect(stream).toMatchObject({
      url: '/api/w/w1/ai/draft',
      request: { prompt: 'spring sale', tone: 'formal', audience: 'bakers' },
    });
  });

  it('appears word by word', async () => {
    await write();
    say('Subject: Hel');
    expect(screen.getByText('Hel')).toBeTruthy();
    say('lo\n\nDear customer');
    expect(screen.getByText('Hello')).toBeTruthy();
    expect(screen.getByText('Dear customer')).toBeTruthy();
    expect(screen.queryByText('Use this draft')).toBeNull();
  });

  it.each([
    ['Use this draft', { subject: 'Hello', body: 'Dear customer' }],
    ['Subject only', { subject: 'Hello' }],
    ['Body only', { body: 'Dear customer' }],
  ])('goes into the campaign: %s', async (button, text) => {
    const { onUse } = await write();
    say('Subject: Hello\n\nDear customer');
    await end({ kind: 'done', model: 'm-1', totalTokens: 12 });
    expect(screen.getByText('Written by m-1')).toBeTruthy();
    fireEvent.click(screen.getByText(button));
    expect(onUse).toHaveBeenCalledWith(text);
  });

  it('can be stopped, and what was written stays', async () => {
    await write();
    say('Subject: Hello');
    fireEvent.click(screen.getByText('Stop writing'));
    expect(stream.signal.aborted).toBe(true);
    await end({ kind: 'stopped' });
    expect(screen.getByText('Use this draft')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says why it failed, and keeps what was written', async () => {
    await write();
    say('Subject: Hello');
    await end({
      kind: 'failed',
      problem: problemStandIn({ title: 'The draft was cut off', status: 0 }),
    });
    expect(screen.getByRole('alert').textContent).toContain('The draft was cut off');
    expect(screen.getByText('Hello')).toBeTruthy();
  });

  it('shows a refused field at the field', async () => {
    await write();
    await end({
      kind: 'failed',
      problem: problemStandIn({
        status: 400,
        errors: [{ field: 'prompt', message: 'is too short' }],
      }),
    });
    const field = screen.getByLabelText('What is the message about?');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('is too short')).toBeTruthy();
  });

  describe('when the provider asks to wait', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    it('counts down and can then be asked for again', async () => {
      jest.useRealTimers();
      await write();
      jest.useFakeTimers();
      await end({
        kind: 'failed',
        problem: problemStandIn({ retryAfterMs: 3_000 }),
      });
      const first = stream;
      await act(() => jest.advanceTimersByTimeAsync(1_250));
      fireEvent.click(screen.getByText('Try again in 2 s'));
      expect(stream).toBe(first);
      await act(() => jest.advanceTimersByTimeAsync(2_000));
      await act(async () => fireEvent.click(screen.getByText('Write a draft')));
      expect(stream).not.toBe(first);
    });
  });

  it('is given up when the page is left', async () => {
    const { unmount } = await write();
    unmount();
    expect(stream.signal.aborted).toBe(true);
  });
});
