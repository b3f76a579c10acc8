/** What ends a backend's verification; stays within this folder and becomes a `VerifyProblem`. */
export class Setback extends Error {
  override readonly name = 'Setback';
  readonly outcome: 'unconfirmed' | 'failed' | 'misconfigured';
  readonly todo: string;

  /** @param todo the one thing to do */
  constructor(outcome: Setback['outcome'], what: string, todo: string) {
    super(what);
    this.outcome = outcome;
    this.todo = todo;
  }
}
