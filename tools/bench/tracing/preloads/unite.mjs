// @unite/tracing with everything that it instruments.
import { createRequire } from 'node:module';

import {
  createTracing,
  instrumentFastify,
  instrumentHttpClient,
  instrumentHttpServer,
  instrumentIoredis,
  instrumentPg,
  instrumentUndici,
  registerTracing,
} from '../../../../libs/tracing/src/index.ts';
import { told } from '../told.mjs';

const { url, sampleRatio, compression = 'gzip' } = told;
const tracing = createTracing({
  service: { name: 'bench', version: '1.0.0', environment: 'production' },
  otlp: { url: `${url}/v1/traces`, compression },
  sampleRatio,
});
registerTracing(tracing);
const onFault = (error) => console.error(error);
const options = { tracer: tracing.provider.getTracer('bench'), onFault };
instrumentHttpServer(options);
instrumentFastify(onFault);
instrumentHttpClient(options);
instrumentUndici(options);
instrumentIoredis(options);
// The server's own copy: this folder's packages have parts of pg as well.
instrumentPg(createRequire(process.argv[1])('pg'), options);
