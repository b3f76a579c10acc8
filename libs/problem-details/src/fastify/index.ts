export {
  problemDetails,
  problemErrorHandler,
  type FastifyProblemOptions,
} from './problem-details.ts';
export { fastifyFailure } from './fastify-failure.ts';
