import { type Attributes } from '@opentelemetry/api';

import { type ExemplarSlot } from './exemplar-store.ts';

/** One combination of attributes of one instrument; what the outputs keep for it lives and dies with it. */
export interface Series {
  /** Cleaned and frozen; strings, numbers and booleans only. */
  readonly attributes: Attributes;
  /** Exemplars by bucket, once there are any. */
  slots?: Map<number, ExemplarSlot>;
  /** Values of a distribution that wait to be sent, when something sends them. */
  values?: number[];
}
