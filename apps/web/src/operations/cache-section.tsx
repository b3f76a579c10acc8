import { Badge } from '../ui/badge.tsx';
import { buttonLook } from '../ui/button-look.ts';
import { ProblemCard } from '../ui/problem-card.tsx';
import { quantity } from '../ui/quantity.ts';
import { CacheAnswers } from './cache-answers.tsx';
import { CacheKeys } from './cache-keys.tsx';
import { CacheMemory } from './cache-memory.tsx';
import { cachePath, cacheStates, type Cache, type CacheKey } from './cache.ts';
import type { CacheLook } from './read-cache.ts';
import { agoText } from './telemetry.ts';

/** The options of {@link CacheSection}. */
export interface CacheSectionProps {
  readonly workspaceId: string;
  readonly look: CacheLook;
  /** The key that is to be explained. */
  readonly asked: CacheKey | undefined;
}

/** What the cache of one API process did, as of when the page was asked for. Rendered by the server alone. */
export function CacheSection({ workspaceId, look, asked }: CacheSectionProps) {
  const { cache, explanation } = look;
  return (
    <section aria-labelledby="cache-title" className="grid grid-cols-1 gap-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 id="cache-title" className="text-lg font-semibold">
            Cache
          </h2>
          <p className="text-sm text-pretty text-ink-3">
            {cache?.ok ? sentence(cache.value) : 'What the API has kept instead of asking again.'}
          </p>
        </div>
        {/* A document of its own: this part is as it was when the page was asked for. */}
        <a href={cachePath(workspaceId)} {...buttonLook({ size: 'sm' })}>
          Reload<span className="sr-only"> the cache’s figures</span>
        </a>
      </div>
      {cache === undefined ? (
        <p className="card p-4 text-sm text-ink-3">The API did not answer in time.</p>
      ) : cache.ok ? (
        <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
          {cache.value.state === 'off' ? null : (
            <>
              <CacheAnswers cache={cache.value} />
              <CacheMemory cache={cache.value} />
              <CacheKeys {...{ workspaceId, cache: cache.value, asked, explanation }} />
            </>
          )}
        </div>
      ) : (
        <ProblemCard problem={cache.problem} />
      )}
    </section>
  );
}

function sentence(cache: Cache) {
  const { tone, text } = cacheStates[cache.state];
  const { pending, waiting } = cache;
  return (
    <>
      <Badge tone={tone}>{text}</Badge>{' '}
      {cache.state === 'off'
        ? 'This process was told to cache nothing.'
        : `Figures of the one API process that answered, as of when this page was asked for, all workspaces together; it began ${agoText(cache.startedAt, cache)}.`}
      {pending === 0 ? '' : ` Redis has not confirmed ${quantity(pending, 'invalidation')} yet.`}
      {waiting ? ` Redis has yet to hear of ${quantity(waiting, 'write')} of all processes.` : ''}
    </>
  );
}
