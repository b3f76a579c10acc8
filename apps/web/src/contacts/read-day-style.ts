import { outcomeOf, type ServerApi } from '../api/server-api.ts';
import type { DayStyle } from './day-text.ts';
import { zoneOffsets } from './zone-offsets.ts';

/** How far back days are told exactly; older than any workspace will be for long. */
const pastYears = 10;

/** By time zone and year, so it holds some hundreds at most. */
const styles = new Map<string, DayStyle>();

/** How the workspace writes days; in UTC while the API cannot tell its time zone. */
export async function readDayStyle(api: ServerApi): Promise<DayStyle> {
  const workspace = await outcomeOf(api.GET('/api/workspace'));
  const timeZone = workspace.ok ? workspace.value.timeZone : 'UTC';
  const thisYear = new Date().getUTCFullYear();
  const key = `${timeZone} ${thisYear}`;
  const known = styles.get(key);
  if (known !== undefined) return known;
  const style = { offsets: zoneOffsets(timeZone, thisYear - pastYears, thisYear + 1), thisYear };
  styles.set(key, style);
  return style;
}
