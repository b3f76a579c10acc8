import type { Claim, Verdict } from './claim.ts';

/** The machine a gate ran on, as far as it matters for reading a number. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** One-minute load average when the gate began. */
  readonly load: number;
}

/** A measured claim without its code, as it is kept in the evidence file. */
export type MeasuredClaim = Omit<Claim, 'measure'> & { readonly verdict: Verdict };

/** What `dist/gate/<project>.json` holds. */
export interface Evidence {
  readonly project: string;
  /** Commit that was measured; ends with `+changes` when the tree had uncommitted changes. */
  readonly commit: string;
  /** ISO instant at which the gate began. */
  readonly date: string;
  readonly machine: Machine;
  readonly claims: readonly MeasuredClaim[];
}

/** Claims kept and claims not kept; one that could not be measured is not kept. */
export function tally(claims: readonly MeasuredClaim[]): { passed: number; failed: number } {
  const passed = claims.filter(({ verdict }) => verdict.kind === 'passed').length;
  return { passed, failed: claims.length - passed };
}

/** A number as a person reads it: no more than four significant digits, thousands separated. */
export function readable(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value);
}

/** Target and measured value of a claim in words. */
export function row(claim: MeasuredClaim): { target: string; measured: string; verdict: string } {
  const { target, unit, verdict } = claim;
  const sign = { '<': '<', '<=': '≤', '>': '>', '>=': '≥', '=': '=' }[target.op];
  const wanted = `${sign} ${readable(target.value)} ${unit}`;
  if (verdict.kind === 'error') return { target: wanted, measured: '–', verdict: 'not measured' };
  const { value, spread } = verdict.measurement;
  return {
    target: wanted,
    measured: `${readable(value)} ${unit}${spread === undefined ? '' : ` (${spread})`}`,
    verdict: verdict.kind,
  };
}
