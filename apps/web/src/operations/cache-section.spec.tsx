import { render, screen, within } from '@testing-library/react';

import { problemStandIn } from '../api/problem-stand-in.ts';
import { cacheStandIn, explanationStandIn } from './cache-stand-in.ts';
import { CacheSection, type CacheSectionProps } from './cache-section.tsx';
import type { Cache } from './cache.ts';

const problem = problemStandIn({ status: 400, title: 'The request is not valid' });

function show(
  overrides: Partial<Cache>,
  rest: Partial<Pick<CacheSectionProps, 'asked'> & CacheSectionProps['look']> = {},
) {
  const { asked, ...look } = rest;
  const cache = { ok: true, value: cacheStandIn(overrides) } as const;
  const all = { cache, explanation: undefined, ...look };
  return render(<CacheSection workspaceId="w1" look={all} asked={asked} />);
}
const panel = (name: string) => screen.getByRole('region', { name });
const rows = (name: string) =>
  within(within(panel(name)).getByRole('table', { hidden: true }))
    .getAllByRole('row', { hidden: true })
    .map((row) => [...row.children].map((cell) => cell.textContent).join(' | '));

const busy: Partial<Cache> = {
  observedAt: '2026-11-28T06:30:20.000Z',
  minutes: [
    { startsAt: '2026-11-28T06:28:00.000Z', memory: 0, shared: 0, loader: 0, stale: 0 },
    { startsAt: '2026-11-28T06:29:00.000Z', memory: 60, shared: 30, loader: 10, stale: 0 },
    { startsAt: '2026-11-28T06:30:00.000Z', memory: 80, shared: 10, loader: 10, stale: 0 },
  ],
  memory: { bytes: 1_000_000, maxBytes: 64_000_000, entries: 12, evictions: 3 },
  namespaces: [
    {
      ...{ namespace: 'contacts', memory: 140, shared: 40, loader: 20, stale: 0 },
      ...{ loads: 21, loadFailures: 1, meanLoadMs: 4.2, refusedFills: 2 },
      ...{ entries: 12, bytes: 1_000_000, evictions: 3 },
    },
  ],
  staleness: {
    ...{ count: 8, maxMs: 3_100 },
    buckets: [
      { upToMs: 1, count: 6 },
      { upToMs: 2, count: 0 },
      { upToMs: 5_000, count: 1 },
      { upToMs: null, count: 1 },
    ],
  },
  topKeys: [
    { namespace: 'contacts', key: 'sort.name~limit.50', reads: 1_600 },
    { namespace: 'contact', key: 'c1', reads: 16 },
  ],
};

describe('the cache before anything was read', () => {
  it('says so in each panel, and offers no empty table of minutes', () => {
    show({});
    expect(panel('Answered by').textContent).toContain('Nothing was read in the last hour');
    expect(within(panel('Answered by')).queryByText('Table')).toBeNull();
    expect(panel('Memory and staleness').textContent).toContain('No other process');
    expect(panel('Keys').textContent).toContain('Nothing was read often enough');
  });
});

describe('a busy cache', () => {
  it('tells which layer answers, in a chart and minute by minute in a table', () => {
    show(busy);
    const answers = panel('Answered by');
    expect(within(answers).getByRole('img').getAttribute('aria-label')).toBe(
      '200 reads in the last hour: 70 % Memory, 20 % Redis, 10 % Database',
    );
    expect(rows('Answered by')).toEqual([
      'Minute, UTC | Hits | Memory | Redis | Database | Stale',
      '06:30 | 90 % | 80 | 10 | 10 | 0',
      '06:29 | 90 % | 60 | 30 | 10 | 0',
    ]);
  });

  it('fills its columns in the order of the layers, memory at the bottom', () => {
    show(busy);
    const paths = [...within(panel('Answered by')).getByRole('img').querySelectorAll('path')];
    const heights = paths.slice(0, 3).map((path) => path.getAttribute('d')?.match(/v-[\d.]+/g));
    expect(paths.slice(0, 3).map((path) => path.getAttribute('class'))).toEqual([
      'fill-warn',
      'fill-info',
      'fill-ok',
    ]);
    expect(heights).toEqual([
      ['v-40', 'v-40'],
      ['v-36', 'v-36'],
      ['v-24', 'v-32'],
    ]);
  });

  it('tells what memory holds and how late it may know', () => {
    show(busy);
    const memory = panel('Memory and staleness');
    expect(memory.textContent).toContain('1 MB of 64 MB');
    expect(memory.textContent).toContain('8 invalidations of other processes arrived here');
    expect(
      within(memory)
        .getAllByRole('img')
        .map((one) => one.getAttribute('aria-label')),
    ).toEqual(['Memory: 1 MB of 64 MB', '6 within 1 ms', '1 within 5 s', '1 longer']);
    expect(rows('Memory and staleness')[1]).toBe(
      'contacts | 200 | 90 % | 12 | 1 MB | 3 | 21 | 1 | 4.2 ms | 2',
    );
  });

  it('leads from each of its keys to what is known of it', () => {
    show(busy);
    const keys = within(panel('Keys')).getAllByRole('listitem');
    expect(keys.map(({ textContent }) => textContent)).toEqual([
      'Contacts, a pageabout 1,600 readssort.name~limit.50',
      'Contactabout 16 readsc1',
    ]);
    const [link] = within(panel('Keys')).getAllByRole('link');
    expect(link?.getAttribute('href')).toBe(
      '/w/w1/operations?namespace=contacts&key=sort.name%7Elimit.50#cache-key',
    );
  });
});

describe('a key that was asked for', () => {
  const asked = { namespace: 'contacts', key: 'sort.name~limit.50' } as const;
  const facts = () =>
    Object.fromEntries(
      [...screen.getByLabelText('What is known of the key').children].map((fact) => [
        fact.firstElementChild?.textContent,
        fact.lastElementChild?.textContent,
      ]),
    );

  it('is explained: where it is, for how long, and what ends it', () => {
    show(busy, { asked, explanation: { ok: true, value: explanationStandIn() } });
    expect(facts()).toEqual({
      Name: 'contacts:workspace:w1:sort.name~limit.50',
      'In memory': 'Fresh for 4 min 12 s more',
      'In Redis': 'Fresh for 14 min 12 s more, loaded in 3 ms',
      Now: 'Nobody loads it. Memory may be served.',
      'Ended by': '*n:contactsa:contact:w1',
    });
    expect(screen.getByLabelText<HTMLInputElement>('Key').value).toBe(asked.key);
  });

  it('says what stands in its way', () => {
    const value = explanationStandIn({
      memory: { state: 'invalidated', leftMs: null },
      shared: { state: 'unavailable', leftMs: null, loadMs: null },
      ...{ isLoading: true, isLive: false, isUnconfirmed: true },
    });
    show(busy, { asked, explanation: { ok: true, value } });
    expect(facts()).toMatchObject({
      'In memory': 'Invalidated',
      'In Redis': 'Redis does not answer',
      Now: 'It is being loaded. Memory may not be served: Redis was not heard of. Redis has not confirmed that it was invalidated.',
    });
  });

  it('that is none is a problem beside the keys, and the rest stays', () => {
    show(busy, { asked, explanation: { ok: false, problem } });
    expect(panel('Keys').textContent).toContain('The request is not valid');
    expect(panel('Answered by').textContent).toContain('70 %');
  });

  it('may not be answered in time', () => {
    show(busy, { asked });
    expect(panel('Keys').textContent).toContain('did not answer in time');
  });
});

describe('the state of the cache', () => {
  it.each([
    [{ state: 'whole' }, 'Memory and Redis'],
    [{ state: 'memory' }, 'Memory alone'],
    [{ state: 'cut-off', pending: 3 }, 'Cut off from Redis'],
  ] as const)('is told: %j', (state, text) => {
    show(state);
    expect(panel('Cache').textContent).toContain(text);
    expect(panel('Cache').textContent?.includes('has not confirmed 3 invalidations')).toBe(
      'pending' in state,
    );
  });

  it.each([0, 1, null])('tells how many writes wait in the outbox: %j', (waiting) => {
    show({ waiting });
    expect(panel('Cache').textContent?.includes('hear of 1 write of all processes')).toBe(
      waiting === 1,
    );
    expect(panel('Cache').textContent?.includes('yet to hear')).toBe(waiting === 1);
  });

  it('leaves nothing to show where it is off', () => {
    show({ state: 'off' });
    expect(panel('Cache').textContent).toContain('told to cache nothing');
    expect(screen.queryByRole('region', { name: 'Keys' })).toBeNull();
  });

  it('is not waited for, and may be a problem', () => {
    show({}, { cache: undefined });
    expect(panel('Cache').textContent).toContain('did not answer in time');
    show({}, { cache: { ok: false, problem } });
    expect(screen.getAllByText('The request is not valid')).toHaveLength(1);
  });
});
