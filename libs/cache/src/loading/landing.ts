/** Where a value came from. */
export type Layer = 'memory' | 'shared' | 'loader';

/** A value that was brought. */
export interface Landing<V> {
  readonly value: V;
  readonly layer: Layer;
  /** It is past its time to live, or it was invalidated while it was loaded. */
  readonly isStale: boolean;
}

/** A value that is past its time. */
export function staleLanding<V>(value: V, layer: Landing<V>['layer']): Landing<V> {
  return { value, layer, isStale: true };
}
