export {
  sharedStoreContract,
  type ContractHarness,
  type StoreViews,
} from './shared-store-contract.ts';
export {
  simulate,
  type SimulatedFault,
  type SimulationOptions,
  type SimulationResult,
} from './simulator.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { createSeededRandom } from './seeded-random.ts';
export { isCacheError, cacheErrorCodes, CacheError, type CacheErrorCode } from '../errors.ts';
export type { Clock, Timer } from '../clock.ts';
export type { Random } from '../random.ts';
