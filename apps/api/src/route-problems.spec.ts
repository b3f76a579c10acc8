import { z } from 'zod';

import { routeProblems } from './route-problems.ts';

describe('the problems of a route', () => {
  it('are those of any request when it needs no key', () => {
    expect(routeProblems({ security: [] })).toEqual(['internal', 'timeout', 'shutting-down']);
  });

  it('include those of the key, of its query, of its body and its own, each once', () => {
    const query = routeProblems({ querystring: z.object({}) });
    expect(query).toEqual(expect.arrayContaining(['validation', 'unauthorized', 'unavailable']));
    expect(query).not.toContain('malformed-body');
    const all = routeProblems({
      querystring: z.object({}),
      body: z.object({}),
      problems: ['validation', 'not-found'],
    });
    expect(all).toEqual(expect.arrayContaining(['malformed-body', 'not-found']));
    expect(new Set(all).size).toBe(all.length);
  });
});
