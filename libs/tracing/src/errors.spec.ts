import { isTracingError, TracingError } from './errors.ts';

const invalid = new TracingError('TRACING_CONFIG_INVALID', 'a ratio is 0 to 1');

describe('an error of tracing', () => {
  it('is told from others by its brand', () => {
    expect(isTracingError(invalid)).toBe(true);
    for (const other of [new Error('no'), null, 'TRACING_CONFIG_INVALID'])
      expect(isTracingError(other)).toBe(false);
  });

  it('is told from its siblings by its code', () => {
    expect(isTracingError(invalid, 'TRACING_CONFIG_INVALID')).toBe(true);
    expect(isTracingError(invalid, 'TRACING_DOUBLE_INSTRUMENTATION')).toBe(false);
  });

  it('keeps the error that caused it', () => {
    const cause = new Error('below');
    expect(new TracingError('TRACING_CONFIG_INVALID', 'above', { cause }).cause).toBe(cause);
  });
});
