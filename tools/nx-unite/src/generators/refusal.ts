/** A generator's answer to input that it cannot use: one line, given before any file is touched. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
