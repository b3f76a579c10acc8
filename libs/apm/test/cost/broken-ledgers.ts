import type { CostLedger, CostLedgerOptions } from '../../src/cost/index.ts';
import { systemCpuMeter } from '../../src/cost/cpu-meter.ts';

/**
 * Ways to be wrong that a claim must find:
 * - `merging` one endpoint's requests are booked on another
 * - `poolless` the work of other threads is not measured
 * - `generous` a request's bytes are booked twice
 * - `slow` each request is booked with much ado
 */
export type Defect = 'merging' | 'poolless' | 'generous' | 'slow';

/** What the Fastify plugin needs of a ledger. */
export type RequestLedger = Pick<CostLedger, 'run' | 'assign'>;

/** What `kind` makes of the ledger's options. */
export function ledgerOptions(kind: Defect | 'sound'): Pick<CostLedgerOptions, 'cpu'> {
  if (kind !== 'poolless') return {};
  const cpu = systemCpuMeter();
  const read = () => {
    const { threadUs } = cpu.read();
    return { threadUs, processUs: threadUs };
  };
  return { cpu: { ...cpu, read } };
}

/** `ledger` with the defect. */
export function ledgerWith(kind: Defect | 'sound', ledger: CostLedger): RequestLedger {
  const { run, assign } = ledger;
  switch (kind) {
    case 'merging':
      return {
        run: ({ endpoint, tier }, fn, owner) =>
          run({ endpoint: endpoint.replace('/cpu/1', '/cpu/2'), tier }, fn, owner),
        assign,
      };
    case 'generous':
      return {
        run: (subject, fn, owner) =>
          run(
            subject,
            ({ addEgressBytes }) => fn({ addEgressBytes: (bytes) => addEgressBytes(2 * bytes) }),
            owner,
          ),
        assign,
      };
    case 'slow':
      return {
        run(subject, fn, owner) {
          const until = performance.now() + 2;
          while (performance.now() < until);
          return run(subject, fn, owner);
        },
        assign,
      };
    default:
      return { run, assign };
  }
}
