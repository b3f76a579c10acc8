import type { Shortage } from '../../errors.ts';
import { findSystemProgram, type SystemProgramOptions } from '../../process/system-program.ts';

/** The path of Prometheus or its tool; installs both where that is possible and asked for. */
export function findPrometheusBinary(
  name: 'prometheus' | 'promtool',
  options: SystemProgramOptions,
): Promise<string | Shortage> {
  return findSystemProgram(
    {
      names: [name],
      packageName: 'prometheus',
      missing: {
        what: 'Prometheus is not available',
        why: `${name} is not on the PATH`,
        todo: 'install prometheus',
      },
    },
    options,
  );
}
