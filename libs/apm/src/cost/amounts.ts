/** Tokens of one AI model. */
export interface TokenCount {
  input: number;
  output: number;
}

/** What was used, in whole units, so that sums are exact. */
export interface Amounts {
  requests: number;
  cpuUs: number;
  databaseUs: number;
  redisOperations: number;
  egressBytes: number;
  /** By model. */
  readonly ai: Map<string, TokenCount>;
}

/** Nothing used yet. */
export function noAmounts(): Amounts {
  return {
    requests: 0,
    cpuUs: 0,
    databaseUs: 0,
    redisOperations: 0,
    egressBytes: 0,
    ai: new Map(),
  };
}

/** Adds `more` to `sum`. */
export function addAmounts(sum: Amounts, more: Amounts): void {
  sum.requests += more.requests;
  sum.cpuUs += more.cpuUs;
  sum.databaseUs += more.databaseUs;
  sum.redisOperations += more.redisOperations;
  sum.egressBytes += more.egressBytes;
  for (const [model, { input, output }] of more.ai) addTokens(sum, model, input, output);
}

/** Adds tokens of one model to `sum`. */
export function addTokens(sum: Amounts, model: string, input: number, output: number): void {
  const count = sum.ai.get(model);
  if (count === undefined) {
    sum.ai.set(model, { input, output });
  } else {
    count.input += input;
    count.output += output;
  }
}

/** Tokens of all models together. */
export function allTokens({ ai }: Amounts): TokenCount {
  const sum = { input: 0, output: 0 };
  for (const { input, output } of ai.values()) {
    sum.input += input;
    sum.output += output;
  }
  return sum;
}
