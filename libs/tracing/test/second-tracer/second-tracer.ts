// A program in which something else may trace already. It registers ours and says as JSON what came of it.
import { createTracing, isTracingError, registerTracing } from '../../src/index.ts';

/** What the program says. */
export interface Outcome {
  /** Absent when ours was registered. */
  readonly code?: string;
  readonly message?: string;
}

function register(): Outcome {
  try {
    registerTracing(
      createTracing({ service: { name: 'second', version: '1.0.0', environment: 'test' } }),
    );
    return {};
  } catch (error) {
    if (!isTracingError(error)) throw error;
    return { code: error.code, message: error.message };
  }
}

process.stdout.write(`${JSON.stringify(register())}\n`, () => process.exit(0));
