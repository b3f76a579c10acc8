import { type Address, httpAddress } from './address.ts';
import { connect } from './connect.ts';
import { httpRequest, requireSuccess } from './http-request.ts';
import { prepareReadBack } from './read-back.ts';
import type { VerifyResult } from './report.ts';
import { Setback } from './setback.ts';
import { takeSteps, type VerifyContext } from './steps.ts';
import type { SentryTarget } from './targets.ts';

const variable = 'SENTRY_DSN';
const readVariables = { url: 'SENTRY_READ_URL', token: 'SENTRY_READ_TOKEN' };

/** Sends an event of level info whose id is the probe. */
export function verifySentry(target: SentryTarget, context: VerifyContext): Promise<VerifyResult> {
  return takeSteps('sentry', context, async (step) => {
    const { intake, key, readBack } = await step('configure', 'configured', () => ({
      ...parseDsn(target.dsn),
      readBack: prepareReadBack(target.readBack, readVariables, context),
    }));
    await step('connect', 'reachable', () => connect(intake, context));
    await step('send', 'accepted', async () => {
      const headers = {
        'content-type': 'application/x-sentry-envelope',
        'x-sentry-auth': `Sentry sentry_version=7, sentry_client=verify-apm/1, sentry_key=${key}`,
      };
      const answer = await httpRequest(intake, { headers, body: envelope(context) }, context);
      requireSuccess(answer, intake, variable);
    });
    await step('read back', 'seen', readBack);
  });
}

/** `https://<key>@<host>/<path>/<project>` (develop.sentry.dev, "DSN"). */
function parseDsn(dsn: string): { readonly intake: Address; readonly key: string } {
  const { url } = httpAddress(dsn, variable);
  const [, path, project] = /^(.*)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (path === undefined || project === undefined || url.username === '')
    throw new Setback(
      'misconfigured',
      `${variable} has no ${url.username === '' ? 'key' : 'project'}`,
      `copy ${variable} from the project's settings`,
    );
  const intake = new URL(`${path}/api/${project}/envelope/`, url.origin);
  return { intake: { url: intake, variable }, key: url.username };
}

/** An envelope with one event (develop.sentry.dev, "Envelopes"). */
function envelope({ probe, clock }: VerifyContext): string {
  const event = {
    event_id: probe,
    timestamp: clock.now() / 1000,
    platform: 'node',
    level: 'info',
    logger: 'verify-apm',
    message: 'A probe of verify-apm',
  };
  const parts = [{ event_id: probe }, { type: 'event' }, event];
  return parts.map((part) => `${JSON.stringify(part)}\n`).join('');
}
