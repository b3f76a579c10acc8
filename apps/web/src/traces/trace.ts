import type { components } from '../api/schema.d.ts';
import type { Tone } from '../ui/badge.tsx';
import { countText } from '../ui/count-text.ts';
import { durationText } from '../ui/quantity.ts';

/** The latest traces, as the API tells them. */
export type Traces = components['schemas']['Traces'];
/** One trace, as the API tells it. */
export type Trace = components['schemas']['Trace'];
/** A trace in one line. */
export type TraceSummary = Traces['traces'][number];
/** A step of a trace. */
export type Span = Trace['spans'][number];

/** What became of a trace: a word, and its tone. */
export interface Fate {
  readonly text: string;
  readonly tone: Tone;
  /** A sentence about it. */
  readonly why: string;
}

const reasons: Readonly<Record<NonNullable<TraceSummary['reason']>, Fate>> = {
  sampled: {
    text: 'In the share',
    tone: 'neutral',
    why: 'Kept because it is in the share of all traces that is always kept.',
  },
  error: { text: 'Failed', tone: 'bad', why: 'Kept because something in it failed.' },
  slow: { text: 'Slow', tone: 'warn', why: 'Kept because it took too long.' },
  forced: { text: 'Asked for', tone: 'info', why: 'Kept because somebody asked for it.' },
};

/** Why a trace is kept, or that it is not. */
export function fateOf({ outcome, reason }: Pick<TraceSummary, 'outcome' | 'reason'>): Fate {
  if (reason !== null) return reasons[reason];
  return outcome === 'open'
    ? { text: 'Open', tone: 'info', why: 'It is not over yet, so nothing is decided.' }
    : {
        text: 'Not kept',
        tone: 'neutral',
        why: 'It is not in the share, nothing failed, and it was not slow: its spans are gone.',
      };
}

/** The tone of an HTTP status. */
export function statusTone(status: number): Tone {
  return status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'ok';
}

/** A short time in ms, to a hundredth below ten: spans of a database are that short. */
export function spanText(ms: number): string {
  if (ms >= 1_000) return durationText(ms);
  return `${ms < 10 ? ms.toFixed(2) : countText(Math.round(ms))} ms`;
}

/** What a span is about, for its colour and its legend. */
export type SpanSubject = 'request' | 'database' | 'redis' | 'ai' | 'call' | 'work';

/** The subject of a span, by the attributes that say it (OpenTelemetry's semantic conventions). */
export function subjectOf({ kind, attributes }: Span): SpanSubject {
  const value = (name: string) => attributes.find((one) => one.name === name)?.value;
  if (kind === 'server') return 'request';
  if (attributes.some(({ name }) => name.startsWith('gen_ai.'))) return 'ai';
  const database = value('db.system.name') ?? value('db.system');
  if (database === 'redis') return 'redis';
  if (database !== undefined) return 'database';
  return kind === 'client' ? 'call' : 'work';
}
