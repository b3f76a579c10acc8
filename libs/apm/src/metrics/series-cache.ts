import { type AttributeValue, type Attributes } from '@opentelemetry/api';

import { type Series } from './series.ts';

interface Node {
  series: Series | undefined;
  names: Map<string, Map<AttributeValue | undefined, Node>> | undefined;
}

/**
 * Finds the series of attributes as they are recorded, without hashing or building a text: a tree of
 * maps by name and value, in the order of the attributes. Strings keep their hash, so that a look-up of
 * three attributes costs six probes.
 */
export interface SeriesCache {
  get(attributes: Attributes): Series | undefined;
  set(attributes: Attributes, series: Series): void;
}

/** Starts again from empty when it has grown to `maxNodes`: it is a short cut, not the truth. */
export function createSeriesCache(maxNodes: number): SeriesCache {
  const empty = (): Node => ({ series: undefined, names: undefined });
  let root = empty();
  let nodes = 0;

  function child(node: Node, name: string, value: AttributeValue | undefined): Node {
    node.names ??= new Map();
    let values = node.names.get(name);
    if (values === undefined) node.names.set(name, (values = new Map()));
    let next = values.get(value);
    if (next === undefined) {
      values.set(value, (next = empty()));
      nodes += 1;
    }
    return next;
  }

  return {
    get(attributes) {
      let node: Node | undefined = root;
      for (const name in attributes) {
        node = node.names?.get(name)?.get(attributes[name]);
        if (node === undefined) return undefined;
      }
      return node.series;
    },
    set(attributes, series) {
      if (nodes >= maxNodes) {
        root = empty();
        nodes = 0;
      }
      let node = root;
      for (const name in attributes) node = child(node, name, attributes[name]);
      node.series = series;
    },
  };
}
