import { outcomeOf, type ServerApi } from '../api/server-api.ts';
import type { DayStyle } from './day-text.ts';

/** How the workspace writes days; in UTC while the API cannot tell its time zone. */
export async function readDayStyle(api: ServerApi): Promise<DayStyle> {
  const workspace = await outcomeOf(api.GET('/api/workspace'));
  const timeZone = workspace.ok ? workspace.value.timeZone : 'UTC';
  return { timeZone, thisYear: new Date().getUTCFullYear() };
}
