import { type SentryReceiver, startSentryReceiver } from '@unite/stack';
import type { FastifyPluginAsync } from 'fastify';

import type { Telemetry } from '../../src/telemetry/telemetry.ts';
import { type ApiStage, openApiStage } from './api-stage.ts';

const people = ['ada', 'grace'] as const;

/** Fails when everybody has come as far; each has left word of itself before. */
function meetingPlace(errors: () => Telemetry['errors']): FastifyPluginAsync {
  let present = 0;
  const { promise: allCame, resolve } = Promise.withResolvers<void>();
  return async (api) => {
    api.get<{ Params: { person: string } }>(
      '/meet/:person',
      { schema: { hide: true } },
      async ({ params: { person } }) => {
        errors()?.addBreadcrumb({ message: `came ${person}` });
        present += 1;
        if (present === people.length) resolve();
        await allCame;
        throw new Error(`left ${person}`);
      },
    );
  };
}

/** What the report of each person's error holds of both. */
async function reportsOf(isolated: boolean) {
  const sentry: SentryReceiver = await startSentryReceiver();
  let errors: Telemetry['errors'];
  const stage: ApiStage = await openApiStage({
    sentryDsn: sentry.dsn,
    plugins: [meetingPlace(() => errors)],
    telemetryOf: (apm) => {
      if (apm.errors === undefined) throw new Error('errors are not reported');
      const isolate = isolated ? apm.errors.isolate : <Result>(work: () => Result) => work();
      errors = { ...apm.errors, isolate };
      return { ...apm, errors };
    },
  });
  try {
    const tenant = await stage.tenant();
    await Promise.all(people.map((person) => tenant.call('GET', `/api/meet/${person}`)));
    await sentry.waitFor((items) => items.length === people.length, 10_000);
    return people.map((person) => {
      const event = sentry.received
        .map(({ payload }) => JSON.stringify(payload))
        .find((text) => text.includes(`left ${person}`));
      if (event === undefined) throw new Error(`no report of ${person}`);
      return people.filter((one) => event.includes(`came ${one}`));
    });
  } finally {
    await stage.close();
    await sentry.close();
  }
}

describe('the error report of a request', () => {
  it('holds what that request left, and nothing of the one beside it', async () => {
    expect(await reportsOf(true)).toEqual([['ada'], ['grace']]);
  });

  it('would hold both without scopes of its own (negative control)', async () => {
    expect(await reportsOf(false)).toEqual([people, people]);
  });
});
