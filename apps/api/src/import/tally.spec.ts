import { refusal } from './contact-draft.ts';
import { createTally } from './tally.ts';

describe('the tally of an import', () => {
  it('lists the first 100 refusals by line and counts the rest', () => {
    const tally = createTally();
    for (let line = 250; line > 0; line -= 1) tally.refuse(refusal(line, 'no-identity'));
    const { refusals, refusalsOmitted } = tally.refusals;
    expect(refusals).toHaveLength(100);
    expect(refusals[0]?.line).toBe(151);
    expect(refusalsOmitted).toBe(150);
    expect(tally.progress.refused).toBe(250);
  });

  it('adds up what batches did', () => {
    const tally = createTally();
    const plan = { inserts: [], updates: [], created: 3, updated: 2, unchanged: 1 };
    tally.readBytes(10);
    tally.readRow();
    tally.commit({ ...plan, refusals: [refusal(2, 'email-taken', 'Email')] });
    tally.commit({ ...plan, refusals: [] });
    expect(tally.progress).toEqual({
      ...{ bytes: 10, rows: 1, created: 6, updated: 4, unchanged: 2, refused: 1 },
    });
    expect(tally.committed).toBe(12);
  });
});
