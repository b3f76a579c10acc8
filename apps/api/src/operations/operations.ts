import type { Operations } from './operations-schemas.ts';

/** Looks at this instance and at what it depends on. */
export interface OperationsProbe {
  look(): Promise<Operations>;
}
