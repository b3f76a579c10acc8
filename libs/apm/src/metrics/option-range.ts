import { ApmError } from '../errors.ts';

/**
 * A whole number from `min` to `max`.
 * @throws {ApmError} APM_CONFIG_INVALID for anything else
 */
export function whole(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new ApmError(
      'APM_CONFIG_INVALID',
      `${name} is ${value}: give a whole number from ${min} to ${max}`,
    );
  return value;
}
