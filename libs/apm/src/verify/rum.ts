import { below, httpAddress } from './address.ts';
import { connect } from './connect.ts';
import { httpRequest, requireSuccess } from './http-request.ts';
import { prepareReadBack } from './read-back.ts';
import type { VerifyResult } from './report.ts';
import { Setback } from './setback.ts';
import { takeSteps, type VerifyContext } from './steps.ts';
import type { RumTarget } from './targets.ts';

/** Sends a view whose id is the probe, as the browser SDK does. */
export function verifyRum(target: RumTarget, context: VerifyContext): Promise<VerifyResult> {
  return takeSteps('rum', context, async (step) => {
    const { intake, readBack } = await step('configure', 'configured', () => {
      const { clientToken } = target;
      const address = below(httpAddress(target.intakeUrl, 'RUM_INTAKE_URL'), '/api/v2/rum');
      if (clientToken === '')
        throw new Setback('misconfigured', 'RUM_CLIENT_TOKEN is not set', 'set RUM_CLIENT_TOKEN');
      const query = { ddsource: 'browser', 'dd-api-key': clientToken, 'dd-evp-origin': 'browser' };
      for (const [name, value] of Object.entries(query)) address.url.searchParams.set(name, value);
      return {
        intake: address,
        readBack: prepareReadBack(target.readBack, { url: 'RUM_READ_URL' }, context),
      };
    });
    await step('connect', 'reachable', () => connect(intake, context));
    await step('send', 'accepted', async () => {
      const headers = { 'content-type': 'text/plain;charset=UTF-8' };
      const answer = await httpRequest(intake, { headers, body: view(context) }, context);
      requireSuccess(answer, intake, 'RUM_CLIENT_TOKEN');
    });
    await step('read back', 'seen', readBack);
  });
}

/** A view event (DataDog/rum-events-format, schemas/rum/view-schema.json). */
function view({ probe, clock }: VerifyContext): string {
  const id = probe.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return JSON.stringify({
    type: 'view',
    date: clock.now(),
    application: { id },
    session: { id, type: 'synthetics' },
    view: {
      id,
      url: `https://verify-apm.invalid/${probe}`,
      time_spent: 0,
      action: { count: 0 },
      error: { count: 0 },
      resource: { count: 0 },
    },
    _dd: { format_version: 2, document_version: 1 },
  });
}
