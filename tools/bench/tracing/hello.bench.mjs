// What tracing costs a request on the smallest route of Fastify: processor time of the server's process. The numbers on
// the right say what arrived at the collector for each request, so that nobody is cheap by losing it.
import { fileURLToPath } from 'node:url';

import { measure } from './measure.mjs';
import { compare, report } from './report.mjs';

const results = await measure({
  server: fileURLToPath(new URL('servers/hello.mjs', import.meta.url)),
  told: {},
  headers: {},
  ...{ rounds: 9, turns: 10, perTurn: 160, concurrency: 16 },
});
const added = report('Fastify /hello', results);
compare(added, '@unite/tracing, 100 %', 'OpenTelemetry http, 100 %');
compare(added, '@unite/tracing, 10 %', '@unite/tracing, 100 %');
