export { problemHandler, problemNotFound, type ExpressProblemOptions } from './problem-handler.ts';
export { expressFailure } from './express-failure.ts';
