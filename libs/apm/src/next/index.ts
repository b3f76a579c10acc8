export { requestErrorsOf } from './on-request-error.ts';
