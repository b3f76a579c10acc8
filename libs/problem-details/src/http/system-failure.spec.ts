import { statusFailure } from './status-failure.ts';
import { statusPhrase } from './status-phrase.ts';
import { systemFailure } from './system-failure.ts';

describe('a system failure', () => {
  it.each([
    ['ECONNREFUSED', 'unavailable'],
    ['EMFILE', 'unavailable'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ])('%s is %s', (code, slug) => {
    expect(systemFailure(Object.assign(new Error('connect 10.0.0.5'), { code }))?.slug).toBe(slug);
  });

  it.each(['ENOENT', 'EACCES', 'toString', 5])('%s is a fault of ours', (code) => {
    expect(systemFailure(Object.assign(new Error('open /etc/passwd'), { code }))).toBeUndefined();
  });

  it('is a timeout when AbortSignal.timeout was', () => {
    expect(systemFailure(new DOMException('late', 'TimeoutError'))?.status).toBe(504);
  });

  it('may be tried again when it was aborted', () => {
    expect(systemFailure(new DOMException('stop', 'AbortError'))).toMatchObject({
      slug: 'unavailable',
      retryAfterMs: 2000,
    });
  });

  it('is found behind fetch, but nowhere else', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(systemFailure(new TypeError('fetch failed', { cause }))?.slug).toBe('unavailable');
    expect(systemFailure(new Error('a bug', { cause }))).toBeUndefined();
  });
});

describe('a status of a framework', () => {
  it.each([
    [400, 'bad-request'],
    [429, 'rate-limited'],
    [418, 'bad-request'],
  ])('%d is %s', (status, slug) => {
    expect(statusFailure(status)).toMatchObject({ slug, status });
  });

  it.each([200, 500, 399, Number.NaN, '400', undefined])('%s is none', (status) => {
    expect(statusFailure(status)).toBeUndefined();
  });

  it('has a phrase even when RFC 9110 has none', () => {
    expect([statusPhrase(404), statusPhrase(499), statusPhrase(599)]).toEqual([
      'Not Found',
      'Client Error',
      'Server Error',
    ]);
  });
});
