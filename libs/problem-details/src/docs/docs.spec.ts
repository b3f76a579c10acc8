import { Ajv2020 } from 'ajv/dist/2020.js';

import { commonProblems } from '../common/common-problems.ts';
import { defineProblems } from '../define-problems.ts';
import { createResponder } from '../http/responder.ts';
import { breakingChanges, describeProblems } from './description.ts';
import { docsReply } from './docs-reply.ts';
import { openApiComponents, openApiResponses } from './openapi.ts';
import { problemIndex, problemPage } from './page.ts';
import { translationsOf } from './translations.ts';

const problems = defineProblems('https://api.example.com/errors/', {
  ...commonProblems,
  'out-of-credit': {
    status: 403,
    title: 'Out of <credit>',
    detail: 'That costs {cost} | more.',
    extensions: { balance: 'number', accounts: 'string[]', open: 'boolean' },
    when: 'Use `balance`.',
    deprecatedSince: '2026-11-23',
  },
  bare: { status: 400 },
});

describe('the page of a type', () => {
  it('is Markdown', () => {
    expect(problemPage(problems, 'out-of-credit', 'markdown')).toBe(
      [
        '# Out of <credit>',
        '> Deprecated since 2026-11-23; it is still answered.',
        'Use `balance`.',
        '## Members',
        [
          '| | |',
          '|---|---|',
          '| type | `https://api.example.com/errors/out-of-credit` |',
          '| status | 403 Forbidden |',
          '| code | `OUT_OF_CREDIT` |',
          '| detail | That costs {cost} \\| more. |',
          '| balance | `number` |',
          '| accounts | `string[]` |',
          '| open | `boolean` |',
        ].join('\n'),
      ].join('\n\n') + '\n',
    );
  });

  it('is HTML in which nothing of the catalogue is markup', () => {
    const page = problemPage(problems, 'out-of-credit', 'html');
    expect(page).toContain('<h1>Out of &lt;credit&gt;</h1>');
    expect(page).toContain('<p>Use <code>balance</code>.</p>');
    expect(page).toContain('<p role="note"><strong>Deprecated since 2026-11-23');
    expect(page).not.toContain('<script');
  });

  it('is JSON with everything that the definition says', () => {
    expect(JSON.parse(problemPage(problems, 'unavailable', 'json') ?? '')).toEqual({
      type: 'https://api.example.com/errors/unavailable',
      code: 'UNAVAILABLE',
      extensions: {},
      ...commonProblems.unavailable,
    });
  });

  it('tells what to do, how long to wait, and the translations', () => {
    const page = problemPage(problems, 'unavailable', 'markdown');
    expect(page).toContain('## What to do');
    expect(page).toContain('| retry_after_ms | 2000 |');
    expect(page).toContain('| de | Der Dienst ist nicht verfügbar. Etwas,');
  });

  it('says no more than a bare definition', () => {
    expect(problemPage(problems, 'bare', 'html')).not.toContain('What to do');
  });

  it('does not exist for an unknown slug', () => {
    expect(problemPage(problems, 'toString', 'html')).toBeUndefined();
  });
});

describe('the list of types', () => {
  it('links to each page', () => {
    expect(problemIndex(problems, 'html')).toContain(
      '<a href="https://api.example.com/errors/not-found">https://api.example.com/errors/not-found</a>',
    );
    expect(problemIndex(problems, 'markdown')).toContain(
      'errors/not-found | 404 There is nothing here |',
    );
    expect(JSON.parse(problemIndex(problems, 'json'))).toHaveLength(
      Object.keys(commonProblems).length + 2,
    );
  });
});

describe('serving the pages', () => {
  it.each([
    [undefined, 'text/html; charset=utf-8', '<!doctype html>'],
    ['text/markdown', 'text/markdown; charset=utf-8', '# '],
    ['application/json', 'application/json', '{'],
    ['image/png', 'text/html; charset=utf-8', '<!doctype html>'],
  ])('answers Accept: %s with %s', (accept, type, start) => {
    const page = docsReply(problems, { slug: 'gone', accept });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': type, vary: 'accept' } });
    expect(page?.body.startsWith(start)).toBe(true);
  });

  it('answers 304 to whom has the same page', () => {
    const { etag = '' } = docsReply(problems, { slug: 'gone' })?.headers ?? {};
    expect(etag).toMatch(/^"[0-9a-z]+"$/);
    for (const ifNoneMatch of [etag, `"other", W/${etag}`, '*']) {
      expect(docsReply(problems, { slug: 'gone', ifNoneMatch })).toMatchObject({
        status: 304,
        headers: { etag, 'cache-control': 'public, max-age=3600' },
        body: '',
      });
    }
    expect(docsReply(problems, { slug: 'gone', ifNoneMatch: '"other"' })?.status).toBe(200);
  });

  it('gives each form its own ETag', () => {
    const etags = ['text/html', 'text/markdown', 'application/json'].map(
      (accept) => docsReply(problems, { slug: 'gone', accept })?.headers['etag'],
    );
    expect(new Set(etags).size).toBe(3);
  });

  it('lists all types without a slug, and knows nothing of others', () => {
    expect(docsReply(problems, {})?.body).toContain('<h1>Problems</h1>');
    expect(docsReply(problems, { slug: 'nothing' })).toBeUndefined();
  });
});

describe('the OpenAPI components', () => {
  const { schemas, responses, examples } = openApiComponents(problems);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'all', components: { schemas } });
  const respond = createResponder({ problems });

  it.each(Object.entries(responses))(
    'describe %s so that its example is valid',
    (name, response) => {
      const content = response.content['application/problem+json'];
      expect(content.schema).toEqual({ $ref: `#/components/schemas/${name}` });
      expect(Object.values(content.examples)).toEqual([{ $ref: `#/components/examples/${name}` }]);
      const validate = ajv.getSchema(`all#/components/schemas/${name}`);
      const value = examples[name]?.value;
      expect([value, validate?.(value)]).toEqual([value, true]);
    },
  );

  it('describe what is sent', () => {
    const reply = respond(
      problems.outOfCredit({ balance: 1.5, accounts: ['a'], open: true, cost: 5 }),
      { path: '/' },
    );
    const validate = ajv.getSchema('all#/components/schemas/OutOfCreditProblem');
    expect(validate?.(JSON.parse(reply.body))).toBe(true);
    expect(validate?.({ ...JSON.parse(reply.body), balance: 'much' })).toBe(false);
    expect(validate?.({ ...JSON.parse(reply.body), status: 404 })).toBe(false);
  });

  it('mark a deprecated type, and Retry-After where there is one', () => {
    expect(schemas['OutOfCreditProblem']).toMatchObject({ deprecated: true });
    expect(responses['UnavailableProblem']?.headers).toHaveProperty('Retry-After');
    expect(responses['GoneProblem']).not.toHaveProperty('headers');
  });

  it('follow the catalogue that writes the request path', () => {
    const byPath = defineProblems(
      'https://api.example.com/errors/',
      {},
      { instance: 'request-path' },
    );
    const { InternalProblem } = openApiComponents(byPath).schemas;
    expect(InternalProblem).toMatchObject({ required: ['type', 'title', 'status', 'instance'] });
  });
});

describe('the responses of a route', () => {
  it('are grouped by status', () => {
    const responses = openApiResponses(problems, ['validation', 'malformed-body', 'not-found']);
    expect(Object.keys(responses)).toEqual(['400', '404']);
    expect(responses['400']?.content['application/problem+json'].schema).toEqual({
      oneOf: [
        { $ref: '#/components/schemas/ValidationProblem' },
        { $ref: '#/components/schemas/MalformedBodyProblem' },
      ],
    });
    expect(responses['404']?.description).toBe('`not-found`: There is nothing here');
  });

  it('are refused for a type that does not exist', () => {
    expect(() => openApiResponses(problems, ['nothing'])).toThrow('no problem nothing');
  });
});

describe('the description of a catalogue', () => {
  const before = describeProblems(problems);
  const { gone, ...kept } = before.problems;

  it('is what clients rely on, sorted', () => {
    expect(before.problems['out-of-credit']).toEqual({
      status: 403,
      extensions: { balance: 'number', accounts: 'string[]', open: 'boolean' },
    });
    expect(Object.keys(before.problems)).toEqual(Object.keys(before.problems).toSorted());
  });

  it('breaks nobody when it only grows', () => {
    expect(breakingChanges(before, before)).toEqual([]);
    expect(breakingChanges({ ...before, problems: kept }, before)).toEqual([]);
  });

  it('breaks clients when it shrinks or changes', () => {
    const after = {
      base: 'https://other.example/',
      problems: {
        ...kept,
        conflict: { status: 422, extensions: {} },
        'out-of-credit': { status: 403, extensions: { balance: 'string', open: 'boolean' } },
      },
    };
    expect(gone).toEqual({ status: 410, extensions: {} });
    expect(breakingChanges(before, after)).toEqual([
      'the base https://api.example.com/errors/ became https://other.example/',
      'conflict: status 409 became 422',
      'gone was removed',
      'out-of-credit: balance (number) became string',
      'out-of-credit: accounts (string[]) was removed',
    ]);
  });
});

describe('the table of translations', () => {
  it('has every text by slug and language', () => {
    const table = translationsOf(problems);
    expect(table['gone']).toEqual({
      en: { title: 'It is gone', detail: 'What was here was removed for good.' },
      de: { title: 'Nicht mehr vorhanden', detail: 'Was hier war, wurde endgültig entfernt.' },
    });
    expect(table['bare']).toEqual({ en: { title: 'Bare' } });
  });
});
