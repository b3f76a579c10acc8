import { commonProblems } from '../common/common-problems.ts';
import { defineProblems } from '../define-problems.ts';
import { createResponder } from '../http/responder.ts';
import { webResponse } from '../http/web-response.ts';
import { catalogueFaults } from './catalogue-faults.ts';
import { responseFaults } from './response-faults.ts';

const problems = defineProblems('https://api.example.com/errors/', commonProblems);
const reply = createResponder({ problems })(problems.unavailable(), { path: '/' });

describe('the faults of a catalogue', () => {
  it('are none for the common problems, in English and German', () => {
    expect(catalogueFaults(problems, { locales: ['de'] })).toEqual([]);
  });

  it('name what each type lacks', () => {
    const bare = defineProblems('https://api.example.com/errors/', {
      internal: commonProblems.internal,
      bare: { status: 400, detail: 'x', translations: { de: { title: 'Nackt' } } },
    });
    expect(catalogueFaults(bare, { locales: ['de', 'fr'] })).toEqual([
      'internal is not wholly translated to fr',
      'bare does not say when it occurs',
      'bare does not say what to do',
      'bare is not wholly translated to de',
      'bare is not wholly translated to fr',
    ]);
  });
});

describe('the faults of a response', () => {
  it('are none for the answer of a responder', async () => {
    await expect(
      responseFaults(webResponse(reply), problems, { slug: 'unavailable', secrets: ['secret'] }),
    ).resolves.toEqual([]);
  });

  it('name everything that is wrong', async () => {
    const response = new Response('{"detail":"secret","retry_after_ms":1500}', {
      headers: { 'content-type': 'application/json', 'retry-after': '1' },
    });
    await expect(
      responseFaults(response, problems, { slug: 'unavailable', secrets: ['secret'] }),
    ).resolves.toEqual([
      'the status is 200, not 503',
      'the media type is application/json',
      'the type is undefined',
      'the member status is undefined',
      'there is no title',
      'there is no instance',
      'it is cached: null',
      'Retry-After is 1, not 2',
      'it tells secret',
    ]);
  });

  it('name what is no document at all', async () => {
    for (const body of ['<html>', 'null']) {
      await expect(
        responseFaults(new Response(body), problems, { slug: 'gone' }),
      ).resolves.toContain('there is no title');
    }
  });

  it('name a type that the catalogue does not have', async () => {
    await expect(responseFaults(webResponse(reply), problems, { slug: 'x' })).resolves.toEqual([
      'the catalogue has no problem x',
    ]);
  });
});
