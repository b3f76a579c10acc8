import type { ReactNode } from 'react';

import { Badge, type Tone } from '../ui/badge.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { countText } from '../ui/count-text.ts';
import { bytesText, durationText } from '../ui/quantity.ts';
import { series, type History } from './history.ts';
import { latencyText } from './latency-text.ts';
import type { Operations } from './operations.ts';
import { Sparkline } from './sparkline.tsx';

/** One card for each part that the app runs on. */
export function PartCards({ operations, history }: { operations: Operations; history: History }) {
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <ApiCard api={operations.api} history={history} />
      <PostgresCard nodes={operations.postgres} history={history} />
      <RedisCard redis={operations.redis} history={history} />
      <AiCard ai={operations.ai} />
    </div>
  );
}

interface PartCardProps {
  readonly title: string;
  readonly icon: IconName;
  readonly state: { readonly tone: Tone; readonly text: string };
  /** The figure that tells most, and what it is. */
  readonly figure: string;
  readonly of: string;
  readonly course?: readonly (number | null)[];
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

function PartCard({ title, icon, state, figure, of, course, facts }: PartCardProps) {
  const titleId = `part-${title.toLowerCase()}`;
  return (
    <section className="card flex flex-col p-4" aria-labelledby={titleId}>
      <header className="flex items-center gap-2">
        <Icon name={icon} className="size-4 text-ink-3" />
        <h2 id={titleId} className="flex-1 font-semibold">
          {title}
        </h2>
        <Badge tone={state.tone}>{state.text}</Badge>
      </header>
      <p className="mt-3 text-2xl font-semibold tracking-tight tabular-nums">{figure}</p>
      <p className="text-xs text-ink-3">{of}</p>
      {course ? (
        <div className="mt-3">
          <Sparkline values={course} />
        </div>
      ) : null}
      <dl className="mt-3 grid gap-1 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-ink-3">{name}</dt>
            <dd className="truncate text-ink-2 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ApiCard({ api, history }: { api: Operations['api']; history: History }) {
  const { requests } = api;
  return (
    <PartCard
      title="API"
      icon="server"
      state={
        api.status === 'serving'
          ? { tone: 'ok', text: 'Serving' }
          : { tone: 'warn', text: 'Shutting down' }
      }
      figure={latencyText(requests.p95Ms)}
      of="95 % of requests are faster"
      course={series(history, (look) => look.api.requests.p95Ms)}
      facts={[
        ['Requests', countText(requests.total)],
        ['Server errors', countText(requests.errors)],
        ['Memory', bytesText(api.residentBytes)],
        ['Up for', durationText(Math.floor(api.uptimeSeconds) * 1_000)],
      ]}
    />
  );
}

function PostgresCard({ nodes, history }: { nodes: Operations['postgres']; history: History }) {
  const up = nodes.filter(({ status }) => status === 'up');
  const primary = up.find(({ role }) => role === 'primary');
  const replicas = nodes.filter(({ role }) => role === 'replica');
  const lags = up.map(({ lagMs }) => lagMs).filter((lag) => lag !== null);
  const state =
    primary === undefined
      ? ({ tone: 'bad', text: 'No primary' } as const)
      : up.length < nodes.length
        ? ({ tone: 'warn', text: 'Degraded' } as const)
        : ({ tone: 'ok', text: 'Up' } as const);
  return (
    <PartCard
      title="PostgreSQL"
      icon="database"
      state={state}
      figure={latencyText(primary?.latencyMs ?? null)}
      of="the primary answers in"
      course={series(
        history,
        (look) => look.postgres.find(({ role }) => role === 'primary')?.latencyMs,
      )}
      facts={[
        ['Servers up', `${up.length} of ${nodes.length}`],
        ['Replicas', countText(replicas.length)],
        ['Furthest behind', lags.length === 0 ? '–' : latencyText(Math.max(...lags))],
        ['Version', primary?.version ?? '–'],
      ]}
    />
  );
}

const redisStates = {
  up: { tone: 'ok', text: 'Up' },
  down: { tone: 'bad', text: 'Down' },
  absent: { tone: 'neutral', text: 'Not used' },
} as const;

function RedisCard({ redis, history }: { redis: Operations['redis']; history: History }) {
  const isUsed = redis.status !== 'absent';
  return (
    <PartCard
      title="Redis"
      icon="server"
      state={redisStates[redis.status]}
      figure={latencyText(redis.latencyMs)}
      of={isUsed ? 'answers in' : 'no address is configured; memory serves instead'}
      course={series(history, (look) => look.redis.latencyMs)}
      facts={[
        ['Memory', redis.usedMemoryBytes === null ? '–' : bytesText(redis.usedMemoryBytes)],
        ['Version', redis.version ?? '–'],
      ]}
    />
  );
}

function AiCard({ ai }: { ai: Operations['ai'] }) {
  const isUsed = ai.status === 'configured';
  return (
    <PartCard
      title="AI"
      icon="sparkle"
      state={isUsed ? { tone: 'ok', text: 'Configured' } : { tone: 'neutral', text: 'Not used' }}
      figure={isUsed ? 'Ready' : '–'}
      of={isUsed ? 'to draft campaigns' : 'no provider is configured; drafts are off'}
      facts={[['Model', ai.model ?? '–']]}
    />
  );
}
