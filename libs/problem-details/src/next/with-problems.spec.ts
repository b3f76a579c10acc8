import { forbidden, notFound, redirect } from 'next/navigation.js';

import { commonProblems } from '../common/common-problems.ts';
import { defineProblems } from '../define-problems.ts';
import { withProblems } from './with-problems.ts';

const problems = defineProblems('https://api.example.com/errors/', commonProblems);
const wrap = withProblems({ problems, occurrenceIdOf: () => 'id-1' });

async function answer(handler: () => Response | ReturnType<typeof problems.gone>, method = 'GET') {
  const response = await wrap(handler)(new Request('https://a.example/api/x?q=1', { method }), {});
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('a route handler of Next', () => {
  it('answers as it did', async () => {
    expect(await answer(() => Response.json({ fine: true }))).toMatchObject({
      text: '{"fine":true}',
    });
  });

  it('answers with a problem that it returns or throws', async () => {
    const returned = await answer(() => problems.gone());
    const thrown = await answer(() => {
      throw problems.gone();
    });
    expect(returned).toMatchObject({ status: 410, text: thrown.text });
    expect(JSON.parse(returned.text)).toMatchObject({
      path: '/api/x',
      instance: 'https://api.example.com/problems/id-1',
    });
    expect(returned.headers.get('content-type')).toBe('application/problem+json');
  });

  it('tells nothing of other errors', async () => {
    const { status, text } = await answer(() => {
      throw new Error('password=hunter2');
    });
    expect(status).toBe(500);
    expect(text).not.toContain('hunter2');
  });

  it("answers with a problem to Next's own refusals", async () => {
    expect(await answer(() => notFound())).toMatchObject({ status: 404 });
    process.env['__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS'] = 'true';
    expect(await answer(() => forbidden())).toMatchObject({ status: 403 });
    delete process.env['__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS'];
  });

  it('lets a redirect pass', async () => {
    await expect(answer(() => redirect('/elsewhere'))).rejects.toThrow('NEXT_REDIRECT');
  });

  it('has no body for HEAD, but its length', async () => {
    const { text, headers } = await answer(() => problems.gone(), 'HEAD');
    expect(text).toBe('');
    expect(Number(headers.get('content-length'))).toBeGreaterThan(100);
  });

  it('makes an id when its own fails, and survives a hostile digest', async () => {
    const broken = (): never => {
      throw new Error('no id');
    };
    const hostile = Object.defineProperty({}, 'digest', { get: broken, enumerable: true });
    const response = await withProblems({ problems, occurrenceIdOf: broken })(() => {
      throw hostile;
    })(new Request('https://a.example/'), {});
    expect(await response.json()).toMatchObject({
      instance: expect.stringMatching(/problems\/[0-9a-f-]{36}$/),
      status: 500,
    });
  });
});
