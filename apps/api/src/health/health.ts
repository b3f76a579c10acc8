import type { Health } from './health-schemas.ts';

/** What the health addresses know. */
export interface HealthState {
  /** Whether this instance should get traffic, and why not. */
  readiness(): Promise<Health>;
}
