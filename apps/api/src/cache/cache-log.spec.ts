import { createCacheLog } from './cache-log.ts';

describe('the log of a cache', () => {
  const whole = { isLive: true, liveMs: 2_000, isSharedAvailable: true, pending: 0 };
  let lines: [level: string, message: string, fields: unknown][];
  const log = () => {
    lines = [];
    const write =
      (level: string) =>
      (...[first, second]: unknown[]): void => {
        const [fields, message] = second === undefined ? [{}, first] : [first, second];
        lines.push([level, String(message), fields]);
      };
    return createCacheLog({ info: write('info'), warn: write('warn') });
  };

  it('is silent while all is well', () => {
    const silent = log();
    silent.look(whole);
    silent.onEvent({ kind: 'stream-begun', isLost: false });
    silent.look(whole);
    expect(lines).toEqual([]);
  });

  it('tells once that Redis is lost, and why, however often it fails', () => {
    const told = log();
    const error = new Error('connect ECONNREFUSED');
    for (let second = 0; second < 60; second += 1) {
      for (let n = 0; n < 20; n += 1) told.onEvent({ kind: 'shared-failed', error });
      told.failed(error);
      told.look({ ...whole, isSharedAvailable: false, pending: second });
    }
    expect(lines).toEqual([
      [
        'warn',
        'cache lost Redis; the database answers until it is back',
        { isLive: true, isSharedAvailable: false, pending: 0, err: error },
      ],
    ]);
  });

  it.each([{ isLive: false }, { isSharedAvailable: false }, { pending: 1 }])(
    'tells once that it is whole again after %j',
    (fault) => {
      const told = log();
      told.look({ ...whole, ...fault });
      told.look(whole);
      told.look(whole);
      expect(lines.map(([level, message]) => [level, message])).toEqual([
        ['warn', 'cache lost Redis; the database answers until it is back'],
        ['info', 'cache works with Redis again'],
      ]);
    },
  );

  it('says nothing of one late answer', () => {
    const told = log();
    told.onEvent({ kind: 'shared-failed', error: new Error('late') });
    told.look(whole);
    expect(lines).toEqual([]);
  });

  it('tells once that the outbox cannot be read, and once that it can', () => {
    const told = log();
    const error = new Error('Connection terminated');
    told.outboxWorked();
    for (let second = 0; second < 60; second += 1) told.outboxFailed(error);
    for (let second = 0; second < 60; second += 1) told.outboxWorked();
    expect(lines).toEqual([
      ['warn', 'cache outbox cannot be read; what it holds waits', { err: error }],
      ['info', 'cache outbox can be read again', {}],
    ]);
  });

  it('tells at once that invalidations were lost', () => {
    log().onEvent({ kind: 'stream-begun', isLost: true });
    expect(lines.map(([level]) => level)).toEqual(['warn']);
  });
});
