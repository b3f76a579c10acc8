import { connectVendors } from '@unite/apm/browser';
import { createScrubber } from '@unite/apm/scrub';

import { hideAddresses } from './hide-addresses.ts';
import { readPageTrace } from './page-trace.ts';
import { readPageSettings } from './page-settings.ts';

const { text: scrub } = createScrubber();
const { environment = '', release = '', workspace, sentry, rum } = readPageSettings(document) ?? {};
const traceId = readPageTrace(document)?.traceId;
const common = {
  environment,
  ...(workspace === undefined ? {} : { workspace }),
  ...(traceId === undefined ? {} : { traceId }),
};

/** Connects the vendors that the document names; web vitals are measured in any case. */
export const connect = connectVendors({
  scrub: (text) => hideAddresses(scrub(text)),
  ...(sentry && { sentry: { ...sentry, ...common, release } }),
  ...(rum && { rum: { ...rum, ...common, service: 'unite-web', version: release } }),
});
