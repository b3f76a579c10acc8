import { createHash } from 'node:crypto';

import { defineProblems } from '../define-problems.ts';
import { createResponder } from './responder.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  validation: {
    status: 400,
    title: 'Not <valid>',
    detail: '{what}',
    extensions: { balance: 'number', notes: 'string[]' },
    translations: { de: { title: 'Nicht gültig' } },
  },
  plain: { status: 400, title: 'Plain' },
});
const respond = createResponder({ problems });
const request = { path: '/api/contacts?email=a%40b.example', occurrenceId: 'id-1' };

describe('an answer', () => {
  it('is JSON without a charset, not stored, and varies by Accept', () => {
    const { status, headers, body } = respond(problems.plain(), request);
    expect(status).toBe(400);
    expect(headers).toEqual({
      'content-type': 'application/problem+json',
      'content-language': 'en',
      'cache-control': 'no-store',
      vary: 'accept',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(body)).toMatchObject({ path: '/api/contacts', code: 'PLAIN' });
  });

  it('is JSON for a client that accepts neither', () => {
    expect(respond(problems.plain(), { ...request, accept: 'image/png' }).headers).toMatchObject({
      'content-type': 'application/problem+json',
    });
  });

  it('is told in the language that the client prefers, and says in which', () => {
    const { headers, body } = respond(problems.validation({ what: 'x', balance: 1, notes: [] }), {
      ...request,
      acceptLanguage: 'de-AT, en;q=0.5',
    });
    expect(headers).toMatchObject({ 'content-language': 'de', vary: 'accept, accept-language' });
    expect(JSON.parse(body)).toMatchObject({ title: 'Nicht gültig' });
  });

  it('is a page without scripts for a browser, the JSON embedded', () => {
    const what = '</script><script>alert(1)</script>&';
    const errors = [
      { field: 'email', message: '<b>Required</b>' },
      { field: '', message: 'All wrong' },
    ];
    const { headers, body } = respond(
      problems.validation({ what, balance: 1, notes: ['a'], errors }),
      {
        ...request,
        accept: 'text/html',
      },
    );
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const [, data = ''] =
      /<script type="application\/problem\+json">(.*?)<\/script>/.exec(body) ?? [];
    expect(JSON.parse(data)).toMatchObject({ detail: what, notes: ['a'] });
    expect(body.match(/<script/g)).toHaveLength(1);
    expect(body).toContain('<h1>Not &lt;valid&gt;</h1>');
    expect(body).toContain('<li><code>email</code>: &lt;b&gt;Required&lt;/b&gt;</li>');
    expect(body).toContain('<dt>balance</dt><dd>1</dd>');
  });

  it('allows its page one style sheet, by its hash', () => {
    const { headers, body } = respond(problems.plain(), { ...request, accept: 'text/html' });
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('is XML with arrays of <i> for a client that prefers it', () => {
    const { headers, body } = respond(
      problems.validation({ what: 'a & b\u0000', balance: 1, notes: ['<', '>'] }),
      { ...request, accept: 'application/xml' },
    );
    expect(headers['content-type']).toBe('application/problem+xml');
    expect(body).toContain('<problem xmlns="urn:ietf:rfc:7807"><type>');
    expect(body).toContain('<detail>a &amp; b </detail>');
    expect(body).toContain('<notes><i>&lt;</i><i>&gt;</i></notes>');
  });

  it('links only to web addresses', () => {
    const blank = createResponder({ problems, mappings: [() => ({ slug: 'gone', status: 410 })] });
    const { body } = blank('x', { ...request, accept: 'text/html' });
    expect(body).toContain('<dt>type</dt><dd>about:blank</dd>');
  });

  it('is reported once, with what was thrown', () => {
    const onProblem = jest.fn();
    const thrown = new Error('secret');
    createResponder({ problems, onProblem })(thrown, { path: '/a#b', occurrenceId: '7' });
    expect(onProblem.mock.calls).toEqual([
      [
        {
          problem: expect.objectContaining({ cause: thrown }),
          occurrenceId: '7',
          method: 'GET',
          path: '/a',
        },
      ],
    ]);
  });

  it('goes out whatever callbacks do', () => {
    const broken = (): never => {
      throw new Error('secret');
    };
    const { body } = createResponder({ problems, onProblem: broken, occurrenceId: broken })('x', {
      path: '/',
    });
    expect(JSON.parse(body)).toMatchObject({
      instance: 'https://api.example.com/problems/unknown',
      code: 'INTERNAL',
    });
  });

  it('tells the trace that is worked on, or that of the request, or none', () => {
    const of = (given: object, traceId?: () => string | undefined) =>
      JSON.parse(
        createResponder({ problems, ...(traceId && { traceId }) })('x', { path: '/', ...given })
          .body,
      ).trace_id;
    expect([of({}), of({ traceId: 'b' }, () => 'a'), of({}, () => 'a')]).toEqual([
      undefined,
      'b',
      'a',
    ]);
    expect(
      of({}, () => {
        throw new Error('no trace');
      }),
    ).toBeUndefined();
  });

  it('names each occurrence differently', () => {
    const instances = [1, 2].map(() => JSON.parse(respond('x', { path: '/' }).body).instance);
    expect(new Set(instances).size).toBe(2);
  });
});
