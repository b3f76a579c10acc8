export { apmRequests, type FastifyApmOptions } from './apm-requests.ts';
