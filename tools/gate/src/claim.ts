/** How a measured value must stand to the target's value. */
export type Comparison = '<' | '<=' | '>' | '>=' | '=';

/** What one measurement found. */
export interface Measurement {
  /** In the claim's unit. */
  readonly value: number;
  /** The single readings behind `value`, in the claim's unit. */
  readonly samples?: readonly number[];
  /** How far the samples lie apart, in words, e.g. `5120 to 6010`. */
  readonly spread?: string;
  /** Under which conditions it was measured: rate, data size, warm-up. */
  readonly note?: string;
}

/** A promise with a number that a command measures. */
export interface Claim {
  /** Stable, kebab-case, unique in its project. */
  readonly id: string;
  /** Phase of the playbook that makes the promise, e.g. `6.9`, or `workspace`. */
  readonly phase: string;
  /** The promise in one sentence. */
  readonly text: string;
  readonly target: { readonly op: Comparison; readonly value: number };
  /** Unit of the target and of every sample, e.g. `ms`, `rows/s`, `KB gzip`. */
  readonly unit: string;
  /** Measures on real servers; it is called once, in a process that measures nothing else. */
  measure(): Promise<Measurement>;
}

/** A claim after its measurement: kept, broken, or not measurable at all. */
export type Verdict =
  | { readonly kind: 'passed'; readonly measurement: Measurement }
  | { readonly kind: 'failed'; readonly measurement: Measurement }
  | { readonly kind: 'error'; readonly message: string };

/** Whether `value` meets `target`. A value that is not a number meets nothing. */
export function meets(value: number, target: Claim['target']): boolean {
  if (Number.isNaN(value)) return false;
  switch (target.op) {
    case '<':
      return value < target.value;
    case '<=':
      return value <= target.value;
    case '>':
      return value > target.value;
    case '>=':
      return value >= target.value;
    case '=':
      return value === target.value;
  }
}

/** Measures one claim; whatever the measurement throws becomes the verdict `error`. */
export async function judge(claim: Claim): Promise<Verdict> {
  try {
    const measurement = await claim.measure();
    return { kind: meets(measurement.value, claim.target) ? 'passed' : 'failed', measurement };
  } catch (error) {
    return {
      kind: 'error',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
