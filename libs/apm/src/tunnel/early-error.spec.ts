import { earlyErrorEvent, type EarlyError } from './early-error.ts';
import { parseStack } from './parse-stack.ts';

const error: EarlyError = {
  eventId: 'a'.repeat(32),
  kind: 'error',
  type: 'TypeError',
  message: 'x is undefined',
  stack: 'TypeError: x is undefined\n    at f (https://app.test/a.js:1:2)',
  where: 'https://app.test/a.js:1:2',
  atMs: 1_700_000_000_123,
  route: '/w/[workspace]',
  pageView: 'b'.repeat(24),
};

describe('the event of an early error', () => {
  it('is what Sentry expects', () => {
    expect(earlyErrorEvent(error)).toEqual({
      event_id: error.eventId,
      timestamp: 1_700_000_000.123,
      platform: 'javascript',
      level: 'error',
      transaction: '/w/[workspace]',
      exception: {
        values: [
          {
            type: 'TypeError',
            value: 'x is undefined',
            mechanism: { type: 'auto.browser.unite.error', handled: false },
            stacktrace: {
              frames: [
                {
                  function: 'f',
                  filename: 'https://app.test/a.js',
                  lineno: 1,
                  colno: 2,
                  in_app: true,
                },
              ],
            },
          },
        ],
      },
      contexts: { page: { view: error.pageView, kind: 'error' } },
      extra: { where: error.where },
    });
  });

  it('names the workspace, where one is known', () => {
    expect(earlyErrorEvent(error)).not.toHaveProperty('tags');
    expect(earlyErrorEvent({ ...error, workspace: 'w1' }).tags).toEqual({ workspace: 'w1' });
  });

  it.each([
    ['rejection', 'UnhandledRejection'],
    ['resource', 'ResourceError'],
    ['csp', 'SecurityPolicyViolation'],
  ] as const)('of a %s without a type is a %s', (kind, type) => {
    const untyped: EarlyError = { ...error, kind };
    Reflect.deleteProperty(untyped, 'type');
    expect(earlyErrorEvent(untyped).exception.values[0]?.type).toBe(type);
  });

  it('has no frames where there was no stack', () => {
    expect(earlyErrorEvent({ ...error, stack: '' }).exception.values[0]).not.toHaveProperty(
      'stacktrace',
    );
  });
});

describe('a stack', () => {
  it('of Chromium is read from the outermost frame on', () => {
    const stack = [
      'TypeError: x',
      '    at inner (https://app.test/a.js:1:20)',
      '    at new Thing (https://app.test/a.js:2:3)',
      '    at async Promise.all (index 0)',
      '    at https://app.test/b.js:4:5',
    ].join('\n');
    expect(parseStack(stack).map(({ function: name, lineno }) => [name, lineno])).toEqual([
      ['?', 4],
      ['new Thing', 2],
      ['inner', 1],
    ]);
  });

  it('of Firefox or Safari is read as well', () => {
    const frames = parseStack('inner@https://app.test/a.js:1:20\n@https://app.test/b.js:4:5\n');
    expect(frames.map(({ function: name, colno }) => [name, colno])).toEqual([
      ['?', 5],
      ['inner', 20],
    ]);
  });

  it('that is hostile takes no time', () => {
    expect(parseStack(`    at ${'('.repeat(1200)}`)).toEqual([]);
    expect(parseStack(`    at ${' ('.repeat(600)}:1:`)).toEqual([]);
  });
});
