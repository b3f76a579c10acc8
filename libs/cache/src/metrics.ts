import { type Attributes, type BatchObservableCallback, metrics } from '@opentelemetry/api';
import type { CacheHealth, CacheStats } from './cache.ts';
import { stalenessBoundsMs } from './coherence/staleness.ts';

/** Records what cannot be counted afterwards. */
export interface CacheMetrics {
  /** A read that memory could not answer took so long, with its load if there was one. */
  read(ms: number, namespace: string, layer: string): void;
  /** An invalidation of another process was applied here so long after it was written. */
  staleness(ms: number): void;
  /** No more observations. */
  stop(): void;
}

/** What is observed when the metrics are collected. */
export interface Observed {
  stats(): CacheStats;
  health(): CacheHealth;
}

const secondBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Metrics of one cache with the process's meter provider, which does nothing where none is registered. Reads from
 * memory are counted and not timed: a timing would take longer than they do. No attribute holds a key.
 */
export function recordMetrics({ stats, health }: Observed): CacheMetrics {
  const meter = metrics.getMeter('@unite/cache');
  const seconds = (name: string, description: string, bounds: readonly number[]) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...bounds] },
    });
  const duration = seconds(
    'cache.read.duration',
    'Duration of reads that were not answered from memory.',
    secondBounds,
  );
  const staleness = seconds(
    'cache.invalidation.staleness',
    'Time from an invalidation elsewhere until it was applied here.',
    stalenessBoundsMs.filter(Number.isFinite).map((ms) => ms / 1000),
  );
  const counter = (name: string, unit: string, description: string) =>
    meter.createObservableCounter(name, { description, unit });
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(name, { description, unit });
  const reads = counter('cache.reads', '{read}', 'Reads by the layer that answered.');
  const loads = counter('cache.loads', '{load}', 'Calls of loaders by their result.');
  const refused = counter('cache.refused_fills', '{load}', 'Loads that an invalidation overtook.');
  const unreadable = counter(
    'cache.unreadable',
    '{value}',
    'Shared values that could not be read.',
  );
  const evictions = counter('cache.evictions', '{value}', 'Values given up for want of room.');
  const entries = gauge('cache.entries', '{value}', 'Values in memory.');
  const bytes = gauge('cache.memory', 'By', 'Estimated size of the values in memory.');
  const pending = gauge('cache.pending', '{name}', 'Names whose invalidation is not confirmed.');
  const live = gauge('cache.live', '1', 'Whether memory may be served: 1 or 0.');

  const observed = [reads, loads, refused, unreadable, evictions, entries, bytes, pending, live];
  const observe: BatchObservableCallback = (result) => {
    for (const [namespace, own] of Object.entries(stats().namespaces)) {
      const of = (more: Attributes = {}) => ({ 'cache.namespace': namespace, ...more });
      result.observe(reads, own.memoryHits, of({ 'cache.layer': 'memory' }));
      result.observe(reads, own.sharedHits, of({ 'cache.layer': 'shared' }));
      result.observe(reads, own.misses, of({ 'cache.layer': 'loader' }));
      result.observe(reads, own.staleServed, of({ 'cache.layer': 'stale' }));
      result.observe(loads, own.loads - own.loadFailures, of({ 'cache.result': 'ok' }));
      result.observe(loads, own.loadFailures, of({ 'cache.result': 'failed' }));
      result.observe(refused, own.refusedFills, of());
      result.observe(unreadable, own.unreadable, of());
      result.observe(evictions, own.evictions, of());
      result.observe(entries, own.entries, of());
      result.observe(bytes, own.bytes, of());
    }
    const now = health();
    result.observe(pending, now.pending);
    result.observe(live, now.isLive ? 1 : 0);
  };
  meter.addBatchObservableCallback(observe, observed);

  return {
    read: (ms, namespace, layer) =>
      duration.record(ms / 1000, { 'cache.namespace': namespace, 'cache.layer': layer }),
    staleness: (ms) => staleness.record(ms / 1000),
    stop: () => meter.removeBatchObservableCallback(observe, observed),
  };
}
