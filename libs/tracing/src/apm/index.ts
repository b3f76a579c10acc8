export { register, registered, type Registered, type RegisterConfig } from './register.ts';
