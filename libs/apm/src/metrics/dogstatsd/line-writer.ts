import { type Attributes } from '@opentelemetry/api';

import { type ResourceAttributes } from '../metrics-options.ts';
import { type StatsdSender } from './hot-shots-sender.ts';
import { datadogName, datadogTag } from './names.ts';
import { packValues } from './pack-values.ts';

/** Turns values into lines that fit into a datagram. */
export interface LineWriter {
  /** `c` counts, `g` is a gauge, `d` a distribution. */
  write(type: 'c' | 'd' | 'g', name: string, values: readonly number[], of: Attributes): void;
  /** Bytes that were written since it was asked last. */
  takeBytes(): number;
}

/** What a line writer needs. */
export interface LineWriterOptions {
  readonly sender: StatsdSender;
  readonly maxBytes: number;
  readonly resource: ResourceAttributes;
  /** Told of each value that cannot be written: `not_finite`, `too_long`. */
  onError(reason: string): void;
}

/** Values that cannot be written are told and left out; everything else is written with every digit. */
export function createLineWriter(options: LineWriterOptions): LineWriter {
  const { sender, maxBytes, onError } = options;
  const common = unifiedTags(options.resource);
  let bytes = 0;
  return {
    write(type, called, values, attributes) {
      const name = datadogName(called);
      const tags = [...common, ...tagsOf(attributes)];
      const around = Buffer.byteLength(`${name}:|${type}|#${tags.join(',')}`);
      // Sums of finite values may still overflow.
      const finite = values.filter((value) => Number.isFinite(value));
      for (let lost = finite.length; lost < values.length; lost += 1) onError('not_finite');
      for (const value of packValues(finite, Math.max(maxBytes - around, 0))) {
        if (around + value.length > maxBytes) {
          onError('too_long');
          continue;
        }
        bytes += around + value.length + 1;
        sender.send(type, name, value, tags);
      }
    },
    takeBytes() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
  };
}

const tagsOf = (attributes: Attributes): string[] =>
  Object.entries(attributes).map(([name, value]) => datadogTag(name, String(value)));

/** Datadog's three tags that tie metrics, traces and logs of a service together ("Unified Service Tagging"). */
function unifiedTags(resource: ResourceAttributes): string[] {
  const tags = {
    service: resource['service.name'],
    version: resource['service.version'],
    env: resource['deployment.environment.name'],
  };
  return Object.entries(tags).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [datadogTag(name, value)],
  );
}
