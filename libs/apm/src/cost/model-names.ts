import { otherName } from './rows.ts';

/** Models without a price that are told apart; the rest are `other`. */
const maxUnknown = 20;

/** The name that a model's tokens are counted under: a bounded number of them. */
export function createModelNames(priced: ReadonlySet<string>): (model: string) => string {
  const unknown = new Set<string>();
  return (model) => {
    if (priced.has(model) || unknown.has(model)) return model;
    if (unknown.size >= maxUnknown) return otherName;
    unknown.add(model);
    return model;
  };
}
