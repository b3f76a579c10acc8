import { parseArgs } from 'node:util';

import { backendVariables, type Environment, targetsOf } from './environment.ts';
import { reportTable } from './report-table.ts';
import type { VerifyExitCode } from './report.ts';
import { verifyApm } from './verify-apm.ts';

const usage = 'usage: verify-apm [--json] [--deadline-ms=10000] [--timeout-ms=5000]\n';
const help = `${usage}
Sends a probe to each backend that the environment names, and reads it back where it says how.

  --json         the report as JSON
  --deadline-ms  how long a probe may take to be seen
  --timeout-ms   how long one request may take

  ${backendVariables.join('\n  ')}
                 name the backends; *_READ_URL, with {probe} in it, and *_READ_TOKEN read them back

Exit code: 0 all seen, 1 something failed or did not arrive, 2 something is misconfigured, 3 something was sent
and cannot be confirmed.
`;
/** An hour: more than any scrape interval. */
const longestMs = 3_600_000;

/**
 * The program verify-apm: verifies what the environment names and writes the report.
 *
 * @param argv its arguments, without node and script
 * @param write gets the text for the standard output
 * @returns the exit code
 */
export async function runVerify(
  argv: readonly string[],
  env: Environment,
  write: (text: string) => void,
): Promise<VerifyExitCode> {
  const options = optionsOf(argv);
  if (options === undefined) {
    write(usage);
    return 2;
  }
  if (options.help) {
    write(help);
    return 0;
  }
  const report = await verifyApm(targetsOf(env), options);
  write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportTable(report));
  return report.exitCode;
}

interface RunOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly deadlineMs: number | undefined;
  readonly timeoutMs: number | undefined;
}

/** Undefined for arguments that are none. */
function optionsOf(argv: readonly string[]): RunOptions | undefined {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'deadline-ms': { type: 'string' },
        'timeout-ms': { type: 'string' },
      },
    });
    return {
      help: values.help,
      json: values.json,
      deadlineMs: milliseconds(values['deadline-ms']),
      timeoutMs: milliseconds(values['timeout-ms']),
    };
  } catch {
    return undefined; // the usage says all that the error would
  }
}

function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= longestMs) return value;
  throw new RangeError(`${text} is no number of milliseconds from 1 to ${longestMs}`);
}
