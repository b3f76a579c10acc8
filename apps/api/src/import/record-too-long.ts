/** One record of a file is longer than an import reads. */
export class RecordTooLong extends Error {
  override readonly name = 'RecordTooLong';
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  readonly limitBytes: number;

  constructor(line: number, limitBytes: number) {
    super(`the record that begins on line ${line} is longer than ${limitBytes} bytes`);
    this.line = line;
    this.limitBytes = limitBytes;
  }
}
