import { sentryKey } from './sentry-auth.ts';

const none = new URLSearchParams();

describe('the public key of a request', () => {
  it.each([
    'Sentry sentry_version=7, sentry_key=abc, sentry_client=x/1',
    'Sentry sentry_key=abc',
    'sentry sentry_client=x,sentry_key=abc',
  ])('is read from the header %j', (auth) => {
    expect(sentryKey({ 'x-sentry-auth': auth }, none, undefined)).toBe('abc');
  });

  it('is read from the query when there is no header', () => {
    expect(sentryKey({}, new URLSearchParams('sentry_key=abc'), undefined)).toBe('abc');
  });

  it('is read from the envelope when nothing else has it', () => {
    expect(sentryKey({}, none, 'https://abc@o1.ingest.sentry.io/1')).toBe('abc');
  });

  it.each([
    [{}, undefined],
    [{ 'x-sentry-auth': 'Bearer sentry_key=abc' }, 'no address'],
  ])('is missing from %j with the DSN %j', (headers, dsn) => {
    expect(sentryKey(headers, none, dsn)).toBeUndefined();
  });
});
