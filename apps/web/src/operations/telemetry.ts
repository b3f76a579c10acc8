import type { components } from '../api/schema.d.ts';
import { countText } from '../ui/count-text.ts';
import { durationText } from '../ui/quantity.ts';

/** What one API process has measured of itself, as the API tells it. */
export type Telemetry = components['schemas']['OperationsTelemetry'];

/** What one route or job cost. */
export type CostRow = NonNullable<Telemetry['costs']>['rows'][number];

/** A promise and how it is kept. */
export type Objective = Telemetry['objectives'][number];

/** How long before the look something was: `12 s ago`. By the API's clock alone, so no other clock is asked. */
export function agoText(instant: string, { observedAt }: Pick<Telemetry, 'observedAt'>): string {
  const ms = Date.parse(observedAt) - Date.parse(instant);
  return ms < 1_000 ? 'just now' : `${durationText(Math.floor(ms / 1_000) * 1_000)} ago`;
}

/** The minute of an instant: `14:03`, in UTC. */
export function minuteText(instant: string): string {
  return instant.slice(11, 16);
}

/** A part of 1 in per cent, with up to two decimals near 0 and near 1: `46 %`, `0.2 %`, `99.95 %`. */
export function percentText(part: number): string {
  const percent = part * 100;
  const distance = Math.min(Math.abs(percent), Math.abs(100 - percent));
  const decimals = distance === 0 || distance >= 10 ? 0 : distance >= 1 ? 1 : 2;
  const rounded = String(Number(percent.toFixed(decimals)));
  return `${rounded.replace(/\d+/, (whole) => countText(Number(whole)))} %`;
}
