export {
  problemDetails,
  problemErrorHandler,
  problemReplyTo,
  type FastifyProblemOptions,
} from './problem-details.ts';
export { fastifyFailure } from './fastify-failure.ts';
