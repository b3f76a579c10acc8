/** @jest-environment node */
import { isSameOrigin } from './same-origin.ts';

const from = (headers: Record<string, string>) =>
  isSameOrigin(new Headers({ host: 'app.test', ...headers }));

describe('a request from this origin', () => {
  it('is known by Sec-Fetch-Site', () => {
    expect(from({ 'sec-fetch-site': 'same-origin' })).toBe(true);
  });

  it.each(['cross-site', 'same-site', 'none'])('is not one that says %s', (site) => {
    expect(from({ 'sec-fetch-site': site, origin: 'http://app.test' })).toBe(false);
  });

  it('is known by its Origin where Sec-Fetch-Site is absent', () => {
    expect(from({ origin: 'http://app.test' })).toBe(true);
    expect(from({ origin: 'http://evil.test' })).toBe(false);
    expect(from({ origin: 'null' })).toBe(false);
  });

  it('is not one that says neither', () => {
    expect(from({})).toBe(false);
  });
});
