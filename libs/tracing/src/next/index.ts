export { registerNext, type NextConfig } from './register-next.ts';
