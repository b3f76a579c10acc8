import { preferredLanguage, preferredType } from './negotiate.ts';

const offers = ['application/problem+json', 'text/html', 'application/problem+xml'] as const;

describe('the preferred media type', () => {
  it.each([
    [undefined, 'application/problem+json'],
    [null, 'application/problem+json'],
    ['', 'application/problem+json'],
    ['*/*', 'application/problem+json'],
    ['text/html', 'text/html'],
    ['TEXT/HTML', 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['text/html;q=0.5, */*', 'application/problem+json'],
    ['text/html, */*', 'application/problem+json'],
    ['text/*;q=0.9, application/*;q=0.1', 'text/html'],
    ['application/*, application/problem+json;q=0', 'application/problem+xml'],
    ['application/problem+xml;level=1;q=0.7, text/html;q=0.699', 'application/problem+xml'],
    ['text/html;q=nonsense', 'text/html'],
    ['image/png', undefined],
    ['text/html;q=0', undefined],
    [',,;q=1,', undefined],
  ])('of %s is %s', (accept, expected) => {
    expect(preferredType(accept, offers)).toBe(expected);
  });

  it('looks at no more than 50 ranges', () => {
    const accept = `${'image/png,'.repeat(50)}text/html`;
    expect(preferredType(accept, offers)).toBeUndefined();
  });
});

describe('the preferred language', () => {
  it.each([
    [undefined, 'en'],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['pt-br', 'pt-BR'],
    ['pt', 'en'],
    ['fr, de;q=0.5', 'de'],
    ['fr', 'en'],
    ['de;q=0.1, en;q=0.9', 'en'],
    ['de;q=0', 'en'],
    ['*, de', 'en'],
    ['-', 'en'],
  ])('of %s is %s', (acceptLanguage, expected) => {
    expect(preferredLanguage(acceptLanguage, ['en', 'de', 'pt-BR'])).toBe(expected);
  });
});
