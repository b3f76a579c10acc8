import { act, fireEvent, render, screen } from '@testing-library/react';

import type { Outcome } from '../api/outcome.ts';
import { problemStandIn } from '../api/problem-stand-in.ts';
import { toasts } from '../ui/toasts.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignPage } from './campaigns-api.ts';
import { CampaignsView } from './campaigns-view.tsx';

const push = jest.fn();
jest.mock('next/navigation', () => ({
  useParams: () => ({ workspace: 'w1' }),
  useRouter: () => ({ push }),
}));

interface Call {
  readonly url: string;
  readonly method: string | undefined;
}
const calls: Call[] = [];
let answers: Outcome<unknown>[] = [];
jest.mock('../api/request-json.ts', () => ({
  apiPath: (workspaceId: string, path: string) => `/api/w/${workspaceId}${path}`,
  requestJson: async (url: string, request: { method?: string } = {}) => {
    calls.push({ url, method: request.method });
    return answers.shift() ?? { ok: true, value: undefined };
  },
}));

function campaign(name: string): Campaign {
  return {
    ...{ id: `id-${name}`, name, subject: '', body: '', status: 'draft', version: 1 },
    ...{ createdAt: '2026-11-01T00:00:00.000Z', updatedAt: '2026-11-18T00:00:00.000Z' },
  };
}
const problem = problemStandIn({ title: 'The database is away' });

function show(first: Outcome<CampaignPage>) {
  return render(
    <CampaignsView
      workspaceId="w1"
      listHref="/w/w1/campaigns"
      first={first}
      days={{ offsets: [{ from: 0, minutes: 0 }], thisYear: 2026 }}
    />,
  );
}
const page = (items: readonly Campaign[], nextCursor: string | null = null) =>
  show({ ok: true, value: { items, nextCursor } });
const press = (name: string) => act(async () => fireEvent.click(screen.getByText(name)));

describe('the list of campaigns', () => {
  beforeEach(() => {
    calls.length = 0;
    answers = [];
    for (const { id } of toasts.list()) toasts.dismiss(id);
  });

  it('links to each campaign, with its status and the day of its last change', () => {
    page([campaign('Autumn')]);
    const link = screen.getByRole('link', { name: 'Autumn' });
    expect(link.getAttribute('href')).toBe('/w/w1/campaigns/id-Autumn');
    expect(screen.getByText('Draft')).toBeTruthy();
    expect(screen.getByText('18 Nov')).toBeTruthy();
  });

  it('invites to write the first one when there is none', () => {
    page([]);
    expect(screen.getByText('Write your first campaign')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'New campaign' })).toHaveLength(1);
  });

  it('says why when it cannot be read', async () => {
    show({ ok: false, problem });
    expect((await screen.findByRole('alert')).textContent).toContain('The database is away');
    expect(screen.queryByText('Write your first campaign')).toBeNull();
  });

  it('goes on where it ended', async () => {
    page([campaign('Autumn')], 'c2');
    answers = [{ ok: true, value: { items: [campaign('Winter')], nextCursor: null } }];
    await press('Show more');
    expect(screen.getByRole('link', { name: 'Winter' })).toBeTruthy();
    expect(calls[0]?.url).toContain('cursor=c2');
    expect(screen.queryByText('Show more')).toBeNull();
  });

  it('keeps what it has when it cannot go on', async () => {
    page([campaign('Autumn')], 'c2');
    answers = [{ ok: false, problem }];
    await press('Show more');
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Autumn' })).toBeTruthy();
  });

  it('loses a deleted campaign and gets it back by Undo', async () => {
    page([campaign('Autumn')]);
    await act(async () => fireEvent.click(screen.getByLabelText('Delete Autumn')));
    expect(screen.queryByRole('link', { name: 'Autumn' })).toBeNull();
    answers = [{ ok: true, value: campaign('Autumn') }];
    await act(async () => toasts.list()[0]?.action?.run());
    expect(screen.getByRole('link', { name: 'Autumn' })).toBeTruthy();
  });
});

describe('a new campaign', () => {
  beforeAll(() => {
    // jsdom draws no dialogs.
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function close() {
      this.open = false;
    };
  });
  beforeEach(() => {
    calls.length = 0;
    push.mockClear();
  });

  async function submit(name: string) {
    page([]);
    await press('New campaign');
    const field = await screen.findByLabelText('Name');
    fireEvent.change(field, { target: { value: name } });
    await press('Create campaign');
    return field;
  }

  it('is opened as soon as it has a name', async () => {
    answers = [{ ok: true, value: campaign('Winter') }];
    await submit('Winter');
    expect(push).toHaveBeenCalledWith('/w/w1/campaigns/id-Winter');
  });

  it('is refused at the field, and the dialog stays', async () => {
    answers = [
      {
        ok: false,
        problem: { ...problem, status: 400, errors: [{ field: 'name', message: 'is too short' }] },
      },
    ];
    const field = await submit('');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('is too short')).toBeTruthy();
    expect(push).not.toHaveBeenCalled();
  });
});
