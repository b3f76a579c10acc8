import type { components } from '../api/schema.d.ts';
import { durationText } from '../ui/quantity.ts';

/** The state of the running system, as the API tells it. */
export type Operations = components['schemas']['Operations'];

/** One PostgreSQL server. */
export type PostgresNode = Operations['postgres'][number];

/** Something that a person on duty should know. */
export interface Concern {
  /** `bad`: something does not work. `warn`: everything works, with less in reserve. */
  readonly tone: 'bad' | 'warn';
  readonly text: string;
}

/** A replica this far behind shows people what they changed as unchanged. */
const concerningLagMs = 10_000;

/** What is not as it should be, worst first; empty when all is well. */
export function concerns({ api, postgres, redis }: Operations): readonly Concern[] {
  const found: Concern[] = [];
  const add = (tone: Concern['tone'], text: string): void => void found.push({ tone, text });

  const primaryIsUp = postgres.some(({ role, status }) => role === 'primary' && status === 'up');
  if (!primaryIsUp) add('bad', 'No primary database answers: nothing can be saved.');
  for (const node of postgres) {
    const isDown = node.status === 'down';
    if (isDown && node.role !== 'primary') {
      add('warn', `Database ${node.name} does not answer. Reads go to the others.`);
    } else if (isDown) {
      add('bad', `The primary database ${node.name} does not answer.`);
    } else if ((node.lagMs ?? 0) > concerningLagMs) {
      add('warn', `Database ${node.name} is ${durationText(node.lagMs ?? 0)} behind.`);
    }
  }
  if (redis.status === 'down')
    add('warn', 'Redis does not answer. The app works without it, slower.');
  if (api.status === 'draining') add('warn', 'The API is shutting down and takes no new work.');
  return found.toSorted((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}
