export { requestErrorsOf } from './on-request-error.ts';
export { watchRequests, type WatchRequestsOptions } from './watch-requests.ts';
