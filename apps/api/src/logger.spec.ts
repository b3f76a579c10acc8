import { createLogger } from './logger.ts';

describe('a log line', () => {
  const linesOf = (log: (logger: ReturnType<typeof createLogger>) => void) => {
    const lines: string[] = [];
    log(createLogger('info', { destination: { write: (line) => lines.push(line) } }));
    return lines;
  };

  it('is JSON with an ISO instant', () => {
    const [line = ''] = linesOf((logger) => logger.info({ route: '/x' }, 'answered'));
    expect(JSON.parse(line)).toMatchObject({ service: 'unite-api', route: '/x', msg: 'answered' });
    expect(line).toMatch(/"time":"\d{4}-\d\d-\d\dT/);
  });

  it('is told as it is written', () => {
    const lines: string[] = [];
    const told: string[] = [];
    createLogger('info', {
      destination: { write: (line) => lines.push(line) },
      onLine: (line) => told.push(line),
    }).info('x');
    expect([told.length, told]).toEqual([1, lines]);
  });

  it('names of a database error what names no value', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "hush"'), {
      code: '22P02',
      severity: 'ERROR',
      detail: 'Key (email_key)=(hush) already exists.',
      constraint: 'contacts_live_email_idx',
    });
    const [line = ''] = linesOf((logger) => logger.error({ err: error }, 'x'));
    expect(line).toMatch(/22P02.*contacts_live_email_idx/);
    expect(line).not.toContain('hush');
  });

  it('follows causes, and not for ever', () => {
    const cause: Error = new Error('first');
    cause.cause = cause;
    const [line = ''] = linesOf((logger) => logger.error({ err: new Error('x', { cause }) }, 'x'));
    expect(line.match(/"message":"first"/g)).toHaveLength(3);
  });

  it('leaves out what a provider was asked', () => {
    const error = Object.assign(new Error('hush'), { requestBodyValues: { prompt: 'hush' } });
    const [line = ''] = linesOf((logger) => logger.error({ err: error }, 'x'));
    expect(line).not.toContain('hush');
  });

  it('survives what is no error', () => {
    const lines = linesOf((logger) => logger.error({ err: 'hush' }, 'x'));
    expect(lines.join('')).not.toContain('hush');
  });

  it('redacts secrets that were logged by mistake', () => {
    const call = { authorization: 'hush', apiKey: 'hush', password: 'hush' };
    expect(linesOf((logger) => logger.info({ call }, 'x')).join('')).not.toContain('hush');
  });
});
