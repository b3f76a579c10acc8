import Link from 'next/link';

import type { Outcome } from '../api/outcome.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { ProblemCard } from '../ui/problem-card.tsx';
import { durationText, quantity } from '../ui/quantity.ts';
import {
  cachePath,
  namespaceText,
  type Cache,
  type CacheExplanation,
  type CacheKey,
} from './cache.ts';
import { PlainPanel } from './plain-panel.tsx';

/** The options of {@link CacheKeys}. */
export interface CacheKeysProps {
  readonly workspaceId: string;
  readonly cache: Cache;
  readonly asked: CacheKey | undefined;
  readonly explanation: Outcome<CacheExplanation> | undefined;
}

/** What this workspace reads most, and what is known of one key of it. */
export function CacheKeys({ workspaceId, cache, asked, explanation }: CacheKeysProps) {
  return (
    <PlainPanel
      id="cache-key"
      title="Keys"
      className="xl:col-span-2"
      note="of this workspace, in all processes; most read first, counted by a sample"
    >
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 lg:grid-cols-2">
        <TopKeys workspaceId={workspaceId} keys={cache.topKeys} />
        <div className="grid min-w-0 content-start gap-4">
          <AskForKey workspaceId={workspaceId} asked={asked} askedAt={cache.observedAt} />
          {asked === undefined ? null : explanation === undefined ? (
            <p className="text-sm text-ink-3">The API did not answer in time. Ask again.</p>
          ) : explanation.ok ? (
            <Explained found={explanation.value} />
          ) : (
            <ProblemCard problem={explanation.problem} />
          )}
        </div>
      </div>
    </PlainPanel>
  );
}

function TopKeys({ workspaceId, keys }: { workspaceId: string; keys: Cache['topKeys'] }) {
  if (keys.length === 0) {
    return (
      <p className="text-sm text-pretty text-ink-3">
        Nothing was read often enough to be in the sample, which is one of sixteen reads.
      </p>
    );
  }
  return (
    <ol aria-label="Most read keys" className="grid min-w-0 content-start gap-2 text-sm">
      {keys.map(({ namespace, key, reads }) => (
        <li key={`${namespace} ${key}`} className="min-w-0">
          <span className="flex justify-between gap-3">
            {namespaceText(namespace)}
            <span className="text-ink-3 tabular-nums">about {quantity(reads, 'read')}</span>
          </span>
          <Link
            href={cachePath(workspaceId, { namespace, key })}
            prefetch={false}
            className="font-mono text-xs break-words text-accent-ink"
          >
            {key}
          </Link>
        </li>
      ))}
    </ol>
  );
}

/** A form that is an address: it works without a script. */
function AskForKey(props: {
  workspaceId: string;
  asked: CacheKey | undefined;
  /** Of this answer. */
  askedAt: string;
}) {
  const { workspaceId, asked, askedAt } = props;
  return (
    <form action={`${cachePath(workspaceId)}#cache-key`} className="grid gap-2">
      {/* Another address each time: to the same one, with a fragment, a browser would only scroll. */}
      <input type="hidden" name="at" value={askedAt} />
      <label htmlFor="cache-namespace" className="text-sm font-medium text-ink-2">
        Explain a key
      </label>
      <div className="flex flex-wrap gap-2">
        <select
          id="cache-namespace"
          name="namespace"
          defaultValue={asked?.namespace ?? 'contacts'}
          key={asked?.namespace}
          className="input"
        >
          {(['contacts', 'contact', 'campaigns', 'campaign', 'counts'] as const).map((one) => (
            <option key={one} value={one}>
              {namespaceText(one)}
            </option>
          ))}
        </select>
        <input
          name="key"
          key={asked?.key}
          defaultValue={asked?.key ?? ''}
          aria-label="Key"
          placeholder="sort.-createdAt~limit.50, or an id"
          maxLength={200}
          required
          autoComplete="off"
          spellCheck={false}
          className="input"
        />
        <button type="submit" {...buttonLook({})}>
          Explain
        </button>
      </div>
    </form>
  );
}

const states = {
  fresh: { tone: 'ok', text: 'Fresh' },
  stale: { tone: 'warn', text: 'Stale' },
  invalidated: { tone: 'neutral', text: 'Invalidated' },
  absent: { tone: 'neutral', text: 'Not there' },
  unreadable: { tone: 'bad', text: 'Unreadable' },
  unavailable: { tone: 'bad', text: 'Redis does not answer' },
} as const satisfies Record<CacheExplanation['shared']['state'], { tone: Tone; text: string }>;

function Explained({ found }: { found: CacheExplanation }) {
  const { name, tags, memory, shared, isLoading, isLive, isUnconfirmed } = found;
  return (
    <dl aria-label="What is known of the key" className="grid min-w-0 gap-3 text-sm">
      <Fact name="Name">
        <code className="text-xs break-words">{name}</code>
      </Fact>
      <Fact name="In memory">
        <State of={memory} />
      </Fact>
      <Fact name="In Redis">
        <State of={shared} />
        {shared.loadMs === null ? null : (
          <span className="text-ink-3">, loaded in {durationText(shared.loadMs)}</span>
        )}
      </Fact>
      <Fact name="Now">
        {[
          isLoading ? 'It is being loaded.' : 'Nobody loads it.',
          isLive ? 'Memory may be served.' : 'Memory may not be served: Redis was not heard of.',
          ...(isUnconfirmed ? ['Redis has not confirmed that it was invalidated.'] : []),
        ].join(' ')}
      </Fact>
      <Fact name="Ended by">
        <ul className="grid gap-1">
          {tags.map((tag) => (
            <li key={tag} className="min-w-0">
              <code className="text-xs break-words">{tag}</code>
            </li>
          ))}
        </ul>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function State({ of: { state, leftMs } }: { of: CacheExplanation['memory' | 'shared'] }) {
  const { tone, text } = states[state];
  return (
    <>
      <Badge tone={tone}>{text}</Badge>
      {leftMs === null ? null : (
        <span className="text-ink-3 tabular-nums"> for {durationText(leftMs)} more</span>
      )}
    </>
  );
}
