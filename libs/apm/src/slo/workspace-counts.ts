import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { createCalendar } from './calendar.ts';

/** What one workspace got of an objective on one day; records of several processes are simply summed. */
export interface SlaRecord {
  readonly objective: string;
  /** Hash of the workspace's id. */
  readonly workspace: string;
  /** `2026-11-30`, in the monitor's time zone. */
  readonly day: string;
  readonly good: number;
  readonly total: number;
}

/** Counts by workspace, for two months. */
export interface WorkspaceCounts {
  add(objective: string, workspace: string, good: boolean): void;
  records(): readonly SlaRecord[];
  forget(records: readonly SlaRecord[]): void;
}

type Count = { -readonly [Key in keyof SlaRecord]: SlaRecord[Key] };

/** A whole month is still there during the one after it. */
const keptDays = 62;

const other = 'other';

/** @throws {ApmError} APM_CONFIG_INVALID for an unknown time zone. */
export function createWorkspaceCounts(options: {
  readonly clock: Clock;
  readonly timeZone?: string;
  readonly maxWorkspaces?: number;
  readonly hashWorkspace?: (workspace: string) => string;
}): WorkspaceCounts {
  const { clock, timeZone = 'UTC', maxWorkspaces = 1000, hashWorkspace = hash } = options;
  const dayOf = createCalendar(timeZone);
  const names = new Map<string, string>();
  const days = new Map<string, Map<string, Count>>();

  const nameOf = (workspace: string): string => {
    const known = names.get(workspace);
    if (known !== undefined) return known;
    if (names.size >= maxWorkspaces) return other;
    const name = hashWorkspace(workspace);
    names.set(workspace, name);
    return name;
  };
  const countsOf = (day: string): Map<string, Count> => {
    const known = days.get(day);
    if (known !== undefined) return known;
    const counts = new Map<string, Count>();
    days.set(day, counts);
    // By their order in the calendar, not of arrival: a clock that was set back must not push out today.
    if (days.size > keptDays) days.delete([...days.keys()].sort()[0] ?? day);
    return counts;
  };
  return {
    add(objective, id, good) {
      const day = dayOf(clock.now());
      const workspace = nameOf(id);
      const counts = countsOf(day);
      const key = `${objective} ${workspace}`;
      let count = counts.get(key);
      if (count === undefined) {
        counts.set(key, (count = { objective, workspace, day, good: 0, total: 0 }));
      }
      count.total += 1;
      if (good) count.good += 1;
    },
    records: () =>
      [...days.values()].flatMap((counts) => [...counts.values()].map((count) => ({ ...count }))),
    forget(records) {
      for (const { objective, workspace, day, good, total } of records) {
        const counts = days.get(day);
        const key = `${objective} ${workspace}`;
        const count = counts?.get(key);
        if (counts === undefined || count === undefined) continue;
        count.good -= good;
        count.total -= total;
        if (count.total === 0) counts.delete(key);
        if (counts.size === 0) days.delete(day);
      }
    },
  };
}

const hash = (workspace: string): string =>
  createHash('sha256').update(workspace).digest('hex').slice(0, 16);
