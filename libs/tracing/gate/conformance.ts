import type { TextMapPropagator } from '@opentelemetry/api';

import { faultsOf } from '../test/w3c/judge.ts';
import { startService } from '../test/w3c/service.ts';
import { groups } from '../test/w3c/vectors.ts';

/** Names of the groups of the W3C's suite that a service with this propagator fails, and how many there are. */
export async function failedGroups(
  propagator: TextMapPropagator,
): Promise<{ readonly failed: readonly string[]; readonly groups: number }> {
  await using service = await startService(propagator);
  const failed: string[] = [];
  for (const { name, exchanges, calls = 1 } of groups) {
    for (const exchange of exchanges) {
      const called = await service.exchange(exchange.sent, calls);
      const isFailed = called.length !== calls || faultsOf(exchange, called).length > 0;
      if (isFailed && failed.at(-1) !== name) failed.push(name);
    }
  }
  return { failed, groups: groups.length };
}
