import { ApmError, isApmError } from './errors.ts';

const invalid = new ApmError('APM_CONFIG_INVALID', 'no DSN');

describe('an error of apm', () => {
  it('is told from others by its brand', () => {
    expect(isApmError(invalid)).toBe(true);
    expect(isApmError(new Error('no DSN'))).toBe(false);
    expect(isApmError(null)).toBe(false);
    expect(isApmError('APM_CONFIG_INVALID')).toBe(false);
  });

  it('is told from its siblings by its code', () => {
    expect(isApmError(invalid, 'APM_CONFIG_INVALID')).toBe(true);
    expect(isApmError(invalid, 'APM_METRIC_INVALID')).toBe(false);
  });

  it('keeps the error that caused it', () => {
    const cause = new Error('below');
    expect(new ApmError('APM_CONFIG_INVALID', 'above', { cause }).cause).toBe(cause);
  });
});
