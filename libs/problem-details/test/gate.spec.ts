import { join } from 'node:path';

import { completePercent } from '../gate/completeness.ts';
import { countCrashes, countLeaks, responder, type Respond } from '../gate/fuzz.ts';
import { shippedBytes } from '../gate/size.ts';
import { defineProblems, type ProblemMapping } from '../src/index.ts';
import { commonProblems } from '../src/common/index.ts';

const seed = 1;

describe('the count of leaks', () => {
  it('is 0 for the responder', () => {
    expect(countLeaks(responder(), 2000, seed)).toBe(0);
  });

  it('finds a mapping that copies the message', () => {
    const copying: ProblemMapping = (thrown) => ({
      slug: 'validation',
      status: 400,
      errors: [{ field: '', message: (thrown as Error).message }],
    });
    expect(countLeaks(responder({ mappings: [copying] }), 2000, seed)).toBeGreaterThan(500);
  });
});

describe('the count of crashes', () => {
  it('is 0 for the responder', () => {
    expect(countCrashes(responder(), 2000, seed)).toBe(0);
  });

  it('finds a responder that looks at what was thrown', () => {
    const looking: Respond = (thrown, request) => responder()(String(thrown), request);
    expect(countCrashes(looking, 2000, seed)).toBeGreaterThan(100);
  });

  it('finds a responder that answers nothing', () => {
    const silent: Respond = () => ({ status: 200, headers: {}, body: '' });
    expect(countCrashes(silent, 10, seed)).toBe(10);
  });
});

describe('the size', () => {
  it('grows with what is exported', async () => {
    const folder = join(process.cwd(), 'src');
    const [core, client] = [
      await shippedBytes('./index.ts', folder),
      await shippedBytes('./client/index.ts', folder),
    ];
    expect(client).toBeLessThan(core);
    expect(client).toBeGreaterThan(500);
  });
});

describe('the share of complete types', () => {
  const { gone, internal } = commonProblems;
  const percent = (definitions: Parameters<typeof defineProblems>[1], locales = ['de']) =>
    completePercent(defineProblems('https://a.example/', definitions), locales);

  it('is all of the common types, in German', async () => {
    expect(await percent(commonProblems)).toBe(100);
  });

  it('misses a type without a page text, a translation, or an answer that may be sent', async () => {
    const { status, title } = gone;
    expect(await percent({ internal, gone: { status, title } })).toBe(50);
    expect(await percent({ internal, gone }, ['de', 'fr'])).toBe(0);
    expect(await percent({ internal, gone: { ...gone, headers: { 'retry-after': '5' } } })).toBe(
      50,
    );
  });
});
