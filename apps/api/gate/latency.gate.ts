import { percentile, spread, type Claim } from '@unite/gate';

import { listWithTotal } from '../src/records/list-with-total.ts';
import { createRecords } from '../src/records/record-store.ts';
import { contactKind } from '../src/contacts/contact-kind.ts';
import { systemClock } from '../src/clock.ts';
import { openDatabase } from '../src/db/database.ts';
import { openLoadedService } from '../test/loaded-service.ts';
import { realisticMix, seenContacts } from '../test/realistic-mix.ts';
import { runOpenLoop } from '../test/open-loop.ts';

const contacts = 10_000;
const ratePerSecond = 40;
const durationMs = 20_000;
const sorts = ['name', '-createdAt', 'company', '-updatedAt', 'email'];
const mix = '40 % list, 20 % search, 25 % read, 10 % create, 5 % update';

/** The playbook's response times. */
export const claims: readonly Claim[] = [
  {
    id: 'api-p95',
    phase: 'workspace',
    text: 'The API answers within 200 ms (95th percentile) under a steady load',
    target: { op: '<', value: 200 },
    unit: 'ms',
    async measure() {
      await using service = await openLoadedService({ contacts, env: {} });
      const request = realisticMix(await seenContacts(service));
      const load = { port: service.port, headers: service.headers, ratePerSecond, request };
      await runOpenLoop({ ...load, durationMs: 3_000, request: (serial) => request(serial + 1e6) });
      const { latenciesMs, faults } = await runOpenLoop({ ...load, durationMs });
      if (Object.keys(faults).length > 0) throw new Error(`faults: ${JSON.stringify(faults)}`);
      return {
        value: percentile(latenciesMs, 0.95),
        spread: spread(latenciesMs),
        note: `${ratePerSecond} requests/s in an open loop for ${durationMs / 1000} s, ${contacts} contacts, ${mix}; p50 ${percentile(latenciesMs, 0.5).toFixed(1)} ms, p99 ${percentile(latenciesMs, 0.99).toFixed(1)} ms`,
      };
    },
  },
  {
    id: 'db-p95',
    phase: 'workspace',
    text: 'The database part of a request takes less than 50 ms (95th percentile) under a steady load',
    target: { op: '<', value: 50 },
    unit: 'ms',
    async measure() {
      await using service = await openLoadedService({ contacts, env: {} });
      const ids = await seenContacts(service);
      const request = realisticMix(ids);
      const db = openDatabase({ url: service.databaseUrl, onIdleError: () => undefined });
      const records = createRecords(db, contactKind, { clock: systemClock });
      const latenciesMs: number[] = [];
      const list = (index: number, search: string) =>
        listWithTotal(records, service.workspaceId, {
          limit: 50,
          search,
          sort: sorts[index % sorts.length] ?? 'name',
          filters: {},
          count: index % 4 === 0,
        });
      // The same proportions as the load.
      const transaction = (index: number, id: string): Promise<unknown> => {
        const step = (index * 7) % 20;
        if (step < 8) return list(index, '');
        if (step < 12) return list(index, (index % 4096).toString(16));
        if (step < 17) return records.read(service.workspaceId, id);
        return records.update(service.workspaceId, id, { any: true }, { jobTitle: `${index}` });
      };
      // The service is loaded over HTTP; beside it the same queries are timed where they are made,
      // from the wait for a connection to the end of the transaction.
      const probes = Array.from({ length: durationMs / 100 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 100));
        const startedAt = performance.now();
        await transaction(index, ids[index % ids.length] ?? '');
        latenciesMs.push(performance.now() - startedAt);
      });
      const [{ faults }] = await Promise.all([
        runOpenLoop({
          port: service.port,
          headers: service.headers,
          ratePerSecond,
          durationMs,
          request,
        }),
        ...probes,
      ]);
      await db.destroy();
      if (Object.keys(faults).length > 0) throw new Error(`faults: ${JSON.stringify(faults)}`);
      return {
        value: percentile(latenciesMs, 0.95),
        spread: spread(latenciesMs),
        note: `whole transactions of the same mix, timed at the client from the wait for a connection to the commit, 10/s beside ${ratePerSecond} requests/s over HTTP for ${durationMs / 1000} s, ${contacts} contacts; p50 ${percentile(latenciesMs, 0.5).toFixed(1)} ms`,
      };
    },
  },
];
