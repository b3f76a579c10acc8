import { createResponder, webResponse } from '../src/http/index.ts';
import { catalogue, toProblem, type ProblemSet } from '../src/index.ts';
import { catalogueFaults, responseFaults } from '../src/testing/index.ts';

/**
 * Percent of the types of `problems` that are documented, told in every one of `locales`, in the OpenAPI
 * components, and whose answer passes the contract that `responseFaults` tests.
 */
export async function completePercent(
  problems: ProblemSet,
  locales: readonly string[],
): Promise<number> {
  const respond = createResponder({ problems });
  const faults = catalogueFaults(problems, { locales });
  const entries = [...problems[catalogue].entries.values()];
  const complete = await Promise.all(
    entries.map(async ({ slug, status }) => {
      const problem = toProblem(undefined, problems, [() => ({ slug, status })]);
      const response = webResponse(respond(problem, { path: '/' }));
      const answered = await responseFaults(response, problems, { slug });
      return answered.length === 0 && !faults.some((fault) => fault.startsWith(`${slug} `));
    }),
  );
  return (complete.filter(Boolean).length / entries.length) * 100;
}
