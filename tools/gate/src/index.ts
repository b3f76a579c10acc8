export {
  judge,
  meets,
  type Claim,
  type Comparison,
  type Measurement,
  type Verdict,
} from './claim.ts';
export { median, percentile, spread } from './statistics.ts';
