export { isApmError, apmErrorCodes, ApmError, type ApmErrorCode } from './errors.ts';
export { systemClock, type Clock, type Timer } from './clock.ts';
