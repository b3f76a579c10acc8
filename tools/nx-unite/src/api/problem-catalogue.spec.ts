import { brokenProblems, type ProblemCatalogue } from './problem-catalogue.ts';

const released: ProblemCatalogue = {
  problems: {
    conflict: { status: 409, extensions: { holder: { type: 'string', format: 'uri' } } },
    gone: { status: 410 },
  },
};

describe('the catalogue of problems, compared with the last release', () => {
  it('may gain types and members, and write the same type in another order', () => {
    const current: ProblemCatalogue = {
      problems: {
        ...released.problems,
        conflict: {
          status: 409,
          extensions: { holder: { format: 'uri', type: 'string' }, since: ['string'] },
        },
        locked: { status: 423 },
      },
    };
    expect(brokenProblems(released, current)).toEqual([]);
    expect(brokenProblems(current, current)).toEqual([]);
    expect(brokenProblems({}, current)).toEqual([]);
  });

  it('may not lose a type', () => {
    expect(brokenProblems(released, { problems: { gone: { status: 410 } } })).toEqual([
      'problem `conflict` was removed',
    ]);
    expect(brokenProblems(released, {})).toHaveLength(2);
  });

  it('may change neither a status nor the type of a member', () => {
    const current: ProblemCatalogue = {
      problems: {
        conflict: { status: 409, extensions: { holder: { type: 'number' } } },
        gone: { status: 404 },
      },
    };
    expect(brokenProblems(released, current)).toEqual([
      'problem `conflict` changed the type of its member `holder`',
      'problem `gone` changed its status from 410 to 404',
    ]);
  });
});
