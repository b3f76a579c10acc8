import {
  type Attributes,
  type Context,
  type Histogram,
  type Meter,
  metrics,
} from '@opentelemetry/api';

import { genAi, genAiMetrics } from './gen-ai-names.ts';

/** What is measured of calls. */
export interface AiMetrics {
  duration(seconds: number, attributes: Attributes, within: Context): void;
  firstChunk(seconds: number, attributes: Attributes, within: Context): void;
  tokens(type: 'input' | 'output', count: number, attributes: Attributes, within: Context): void;
}

/** Bounds that the conventions advise for durations, in seconds: 10 ms doubled 13 times. */
const secondBounds = Array.from({ length: 14 }, (_, n) => 0.01 * 2 ** n);
/** Those for tokens: powers of 4. */
const tokenBounds = Array.from({ length: 14 }, (_, n) => 4 ** n);

const known = new WeakMap<Meter, AiMetrics>();

/** The instruments of the process's meter provider, which do nothing where none is registered. */
export function aiMetrics(): AiMetrics {
  const meter = metrics.getMeter('@unite/tracing/ai');
  const existing = known.get(meter);
  if (existing !== undefined) return existing;
  const seconds = (name: string, description: string): Histogram =>
    meter.createHistogram(name, {
      ...{ description, unit: 's' },
      advice: { explicitBucketBoundaries: secondBounds },
    });
  const duration = seconds(genAiMetrics.duration, 'Duration of calls of AI models.');
  const firstChunk = seconds(
    genAiMetrics.timeToFirstChunk,
    'Time until an AI model has sent something.',
  );
  const tokens = meter.createHistogram(genAiMetrics.tokens, {
    description: 'Tokens of calls of AI models.',
    unit: '{token}',
    advice: { explicitBucketBoundaries: tokenBounds },
  });
  const created: AiMetrics = {
    duration: (value, attributes, within) => duration.record(value, attributes, within),
    firstChunk: (value, attributes, within) => firstChunk.record(value, attributes, within),
    tokens: (type, count, attributes, within) =>
      tokens.record(count, { ...attributes, [genAi.tokenType]: type }, within),
  };
  known.set(meter, created);
  return created;
}
