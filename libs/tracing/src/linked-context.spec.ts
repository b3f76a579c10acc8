import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import * as fc from 'fast-check';

import { rootContext } from './linked-context.ts';

const keys = ['a', 'b', 'c'].map((name) => createContextKey(name));
const steps = fc.array(
  fc.record({ key: fc.constantFrom(...keys), value: fc.option(fc.nat(), { nil: undefined }) }),
  { maxLength: 20 },
);

describe('a context', () => {
  it("has the values that the API's own would have, and so have those that it was made of", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const contexts = [{ ours: rootContext, theirs: ROOT_CONTEXT }];
        for (const { key, value } of all) {
          const { ours, theirs } = contexts.at(-1) ?? { ours: rootContext, theirs: ROOT_CONTEXT };
          contexts.push(
            value === undefined
              ? { ours: ours.deleteValue(key), theirs: theirs.deleteValue(key) }
              : { ours: ours.setValue(key, value), theirs: theirs.setValue(key, value) },
          );
        }
        for (const { ours, theirs } of contexts) {
          for (const key of keys) expect(ours.getValue(key)).toBe(theirs.getValue(key));
        }
      }),
    );
  });
});
