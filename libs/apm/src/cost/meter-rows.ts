import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { allTokens, type Amounts } from './amounts.ts';
import type { Row } from './rows.ts';

interface Instrument {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly value: (amounts: Amounts) => number;
}

/** What is counted of each row; the attributes `kind`, `endpoint` and `tier` name it. */
const instruments: readonly Instrument[] = [
  {
    name: 'unite.cost.requests',
    unit: '{request}',
    description: 'Requests by endpoint and tier.',
    value: ({ requests }) => requests,
  },
  {
    name: 'unite.cost.cpu',
    unit: 's',
    description: 'Processor time by endpoint and tier; shared work by kind.',
    value: ({ cpuUs }) => cpuUs / 1e6,
  },
  {
    name: 'unite.cost.database',
    unit: 's',
    description: 'Time of database queries by endpoint and tier.',
    value: ({ databaseUs }) => databaseUs / 1e6,
  },
  {
    name: 'unite.cost.redis',
    unit: '{operation}',
    description: 'Redis operations by endpoint and tier.',
    value: ({ redisOperations }) => redisOperations,
  },
  {
    name: 'unite.cost.egress',
    unit: 'By',
    description: 'Bytes sent out by endpoint and tier.',
    value: ({ egressBytes }) => egressBytes,
  },
  {
    name: 'unite.cost.ai.input',
    unit: '{token}',
    description: 'Tokens given to AI models by endpoint and tier.',
    value: (amounts) => allTokens(amounts).input,
  },
  {
    name: 'unite.cost.ai.output',
    unit: '{token}',
    description: 'Tokens made by AI models by endpoint and tier.',
    value: (amounts) => allTokens(amounts).output,
  },
];

/** Gives `meter` the totals of the rows whenever it asks; the function that it returns ends that. */
export function meterRows(meter: Meter, rows: () => readonly Row[]): () => void {
  const observed = instruments.map(({ name, unit, description, value }) => ({
    value,
    counter: meter.createObservableCounter(name, { unit, description }),
  }));
  const observe = (result: BatchObservableResult): void => {
    for (const { kind, endpoint, tier, total } of rows()) {
      for (const { counter, value } of observed) {
        result.observe(counter, value(total), { kind, endpoint, tier });
      }
    }
  };
  const counters: Observable[] = observed.map(({ counter }) => counter);
  meter.addBatchObservableCallback(observe, counters);
  return () => meter.removeBatchObservableCallback(observe, counters);
}
