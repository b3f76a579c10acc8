// For every server
export {
  createResponder,
  type ProblemReply,
  type ProblemReport,
  type ProblemRequest,
  type ProblemResponder,
  type ResponderOptions,
} from './responder.ts';
export { respond, webResponse } from './web-response.ts';
export { clientErrorListener, sendProblem, writeReply } from './node-response.ts';

// For adapters
export { preferredLanguage, preferredType } from './negotiate.ts';
export { systemFailure } from './system-failure.ts';
export { statusPhrase } from './status-phrase.ts';
