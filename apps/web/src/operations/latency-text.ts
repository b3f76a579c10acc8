import { durationText } from '../ui/quantity.ts';

/** A short time in ms with the precision that its size deserves; a dash when it is not known. */
export function latencyText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 1_000) return durationText(ms);
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
