// Sends a probe to each backend of telemetry that the environment names and reads it back; see @unite/apm/verify.
import { runVerify } from '@unite/apm/verify';

process.exitCode = await runVerify(process.argv.slice(2), process.env, (text) =>
  process.stdout.write(text),
);
