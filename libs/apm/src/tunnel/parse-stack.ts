/** A frame of a Sentry stack trace. */
export interface StackFrame {
  readonly function: string;
  /** Address of the script. */
  readonly filename: string;
  readonly lineno: number;
  readonly colno: number;
  readonly in_app: true;
}

// Chromium: `    at name (address:1:2)` or `    at address:1:2`. Firefox and Safari: `name@address:1:2`.
// Without nested quantifiers: a hostile stack takes linear time.
const chromium = /^\s*at (?:(.+?) \()?(\S+?):(\d{1,9}):(\d{1,9})\)?$/;
const others = /^([^@]*)@(\S+?):(\d{1,9}):(\d{1,9})$/;

/** The frames of a browser's `error.stack`, outermost first, as Sentry wants them. Other lines are left out. */
export function parseStack(stack: string): StackFrame[] {
  return stack
    .split('\n')
    .flatMap((line) => {
      const [, name, filename, lineno, colno] = chromium.exec(line) ?? others.exec(line) ?? [];
      if (filename === undefined) return [];
      return [
        {
          function: name || '?',
          filename,
          lineno: Number(lineno),
          colno: Number(colno),
          in_app: true as const,
        },
      ];
    })
    .reverse();
}
