import { act, fireEvent, render, screen } from '@testing-library/react';

import type { Outcome } from '../api/outcome.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import type { Campaign } from './campaign.ts';
import { CampaignEditor } from './campaign-editor.tsx';

const push = jest.fn();
const refresh = jest.fn();
jest.mock('next/navigation', () => ({
  useParams: () => ({ workspace: 'w1' }),
  useRouter: () => ({ push, refresh }),
}));

let answers: Outcome<unknown>[] = [];
const bodies: unknown[] = [];
jest.mock('../api/request-json.ts', () => ({
  apiPath: (workspaceId: string, path: string) => `/api/w/${workspaceId}${path}`,
  requestJson: async (_url: string, request: { body?: unknown } = {}) => {
    bodies.push(request.body);
    return answers.shift() ?? { ok: true, value: undefined };
  },
}));

const campaign: Campaign = {
  ...{ id: 'c1', name: 'Autumn', subject: 'Hello', body: 'Text', status: 'draft', version: 1 },
  ...{ createdAt: '2026-11-01T00:00:00.000Z', updatedAt: '2026-11-18T00:00:00.000Z' },
};
const problem = problemStandIn({ title: 'It was changed', status: 412 });

function open() {
  return render(<CampaignEditor workspaceId="w1" campaign={campaign} listHref="/w/w1/campaigns" />);
}
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => act(async () => fireEvent.click(screen.getByText(name)));

describe('the editor of a campaign', () => {
  beforeEach(() => {
    answers = [];
    bodies.length = 0;
  });

  it('says whether everything is saved', async () => {
    open();
    expect(screen.getByText('Saved')).toBeTruthy();
    type('Subject', 'New');
    expect(screen.getByText('Unsaved changes')).toBeTruthy();
    answers = [{ ok: true, value: { ...campaign, subject: 'New', version: 2 } }];
    await press('Save');
    expect(screen.getByText('Saved')).toBeTruthy();
    expect(bodies).toEqual([{ subject: 'New' }]);
  });

  it('saves by Ctrl+S, and keeps the browser from saving the page', async () => {
    open();
    type('Text', 'New text');
    answers = [{ ok: true, value: { ...campaign, body: 'New text', version: 2 } }];
    let isOurs = false;
    await act(async () => {
      isOurs = !fireEvent.keyDown(window, { key: 's', ctrlKey: true });
    });
    expect(isOurs).toBe(true);
    expect(bodies).toEqual([{ body: 'New text' }]);
  });

  it('changes the status', async () => {
    open();
    type('Status', 'ready');
    answers = [{ ok: true, value: { ...campaign, status: 'ready', version: 2 } }];
    await press('Save');
    expect(bodies).toEqual([{ status: 'ready' }]);
  });

  it('shows a refused value at its field', async () => {
    open();
    type('Name', '');
    answers = [
      {
        ok: false,
        problem: { ...problem, status: 400, errors: [{ field: 'name', message: 'is too short' }] },
      },
    ];
    await press('Save');
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
  });

  it('shows both texts when two people changed the same one', async () => {
    open();
    type('Subject', 'Mine');
    answers = [
      { ok: false, problem },
      { ok: true, value: { ...campaign, subject: 'Theirs', version: 2 } },
    ];
    await press('Save');
    expect(await screen.findByText('Theirs')).toBeTruthy();
    await press('Take theirs');
    expect(screen.getByLabelText<HTMLInputElement>('Subject').value).toBe('Theirs');
  });

  it('asks before the tab is closed with unsaved changes, and only then', () => {
    open();
    const close = () => fireEvent(window, new Event('beforeunload', { cancelable: true }));
    expect(close()).toBe(true);
    type('Name', 'Winter');
    expect(close()).toBe(false);
  });

  it('goes back to the list when the campaign is deleted', async () => {
    open();
    await act(async () => fireEvent.click(screen.getByLabelText('Delete campaign')));
    expect(push).toHaveBeenCalledWith('/w/w1/campaigns');
  });
});
