import type { Claim, Measurement } from '@unite/gate';
import { openStage, type Stage } from '../test/stage.ts';

/** A claim that is measured on the running product. */
export interface StagedClaim extends Omit<Claim, 'measure'> {
  measure(stage: Stage): Promise<Measurement>;
}

/**
 * Claims that share one running product: it is opened by the first measurement and closed after the last, so that
 * five claims do not wait for five starts. Each claim is measured exactly once, in any order.
 */
export function onStage(
  claims: readonly StagedClaim[],
  open: () => Promise<Stage> = openStage,
): readonly Claim[] {
  let opening: Promise<Stage> | undefined;
  let left = claims.length;
  return claims.map((claim) => ({
    ...claim,
    measure: async () => {
      opening ??= open();
      try {
        return await claim.measure(await opening);
      } finally {
        left -= 1;
        if (left === 0) await opening.then((stage) => stage.close());
      }
    },
  }));
}
