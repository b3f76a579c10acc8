export { nameRoutes } from './name-routes.ts';
