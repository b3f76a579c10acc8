import { type AttributeValue, type Attributes } from '@opentelemetry/api';

import { withoutIds } from './id-like.ts';
import { prometheusLabel } from './prometheus/names.ts';

/** Why an attribute was dropped or its value replaced. */
export type AlterationReason =
  | 'duplicate'
  | 'id_like'
  | 'name'
  | 'names_limit'
  | 'reserved'
  | 'series_limit'
  | 'too_long'
  | 'type'
  | 'values_limit';

/** Longest value in UTF-16 units: the length of a Datadog tag. */
export const maxValueLength = 200;
const maxNameLength = 128;

/** Labels of the text formats themselves; `job` and `instance` are not among them, Prometheus keeps both apart. */
const reservedLabels = new Set(['le', 'quantile']);

type Scalar = string | number | boolean;
/** A name and its cleaned value. */
export type CleanAttribute = readonly [name: string, value: Scalar];

/** Told of everything that is not passed on as it came. */
export type OnAltered = (attribute: string, reason: AlterationReason, raw: string) => void;

/** Makes attributes of one instrument fit for every output. */
export interface AttributeCleaner {
  /** Sorted by name; no two of them have the same label in Prometheus, none is empty. */
  clean(attributes: Attributes): CleanAttribute[];
}

const text = (value: AttributeValue | undefined): string => String(value).slice(0, maxValueLength);

/**
 * `maxNames` bounds how many attribute names the instrument may use in its lifetime.
 * The first spelling of a name wins: `http_route` after `http.route` means the same attribute, because
 * Prometheus writes both as `http_route`.
 */
export function createAttributeCleaner(maxNames: number, onAltered: OnAltered): AttributeCleaner {
  /** By label in Prometheus. */
  const spellings = new Map<string, string>();

  function nameOf(given: string, value: AttributeValue | undefined): string | undefined {
    if (given === '' || given.length > maxNameLength) {
      onAltered('', 'name', text(value));
      return undefined;
    }
    const label = prometheusLabel(given);
    const known = spellings.get(label);
    if (known !== undefined) return known;
    if (reservedLabels.has(label) || label.startsWith('__')) {
      onAltered(given, 'reserved', text(value));
      return undefined;
    }
    if (spellings.size >= maxNames) {
      onAltered(given, 'names_limit', given);
      return undefined;
    }
    spellings.set(label, given);
    return given;
  }

  function valueOf(name: string, given: AttributeValue | undefined): Scalar | undefined {
    // Prometheus cannot tell an empty label from none.
    if (given === undefined || given === '') return undefined;
    if (typeof given === 'boolean') return given;
    if (typeof given !== 'string' && typeof given !== 'number') {
      onAltered(name, 'type', typeof given);
      return undefined;
    }
    const full = String(given);
    const cut = full.slice(0, maxValueLength);
    if (cut.length !== full.length) onAltered(name, 'too_long', cut);
    // Half a surrogate pair cannot be written in UTF-8: all halves would become one label.
    const whole = cut.toWellFormed();
    const value = withoutIds(whole);
    if (value !== whole) onAltered(name, 'id_like', cut);
    return value === full ? given : value;
  }

  return {
    clean(attributes) {
      const cleaned = new Map<string, Scalar>();
      // Own and inherited alike, as `createSeriesCache` reads them.
      for (const given in attributes) {
        const name = nameOf(given, attributes[given]);
        if (name === undefined) continue;
        const value = valueOf(name, attributes[given]);
        if (value === undefined) continue;
        if (cleaned.has(name)) onAltered(name, 'duplicate', String(value));
        else cleaned.set(name, value);
      }
      return [...cleaned].sort(([a], [b]) => (a < b ? -1 : 1));
    },
  };
}
