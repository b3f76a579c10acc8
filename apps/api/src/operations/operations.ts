import type { Operations } from './operations-schemas.ts';
import type { OperationsTelemetry } from './telemetry-schemas.ts';

/** Looks at this instance and at what it depends on. */
export interface OperationsProbe {
  look(): Promise<Operations>;
  /** What this process has measured of itself. */
  telemetry(): Promise<OperationsTelemetry>;
}
