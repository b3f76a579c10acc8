// Sentry with tracing, as its documentation sets it up.
import * as Sentry from '@sentry/node';

import { told } from '../told.mjs';

const { host } = new URL(told.url);
Sentry.init({ dsn: `http://public@${host}/1`, tracesSampleRate: told.sampleRatio });
