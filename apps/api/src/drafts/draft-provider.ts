import type { Draft, DraftRequest, Usage } from './draft-schemas.ts';

/** A part of a streamed draft. */
export type DraftPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'done'; readonly model: string; readonly usage: Usage };

/**
 * Writes campaign texts; the seam to a language model.
 *
 * Both methods stop the provider (and its billing) when `signal` aborts.
 */
export interface DraftProvider {
  /** Name of the model, for the operations page. */
  readonly model: string;
  /** @throws {Problem} `ai-rate-limited`, `ai-failed`, `ai-unavailable`, `timeout` */
  draft(request: DraftRequest, signal: AbortSignal): Promise<Draft>;
  /**
   * Yields text as it is written, then exactly one `done`. Line one of the text is `Subject: …`,
   * then comes a blank line, then the body.
   *
   * @throws {Problem} as `draft`, also after some text was yielded
   */
  stream(request: DraftRequest, signal: AbortSignal): AsyncIterable<DraftPart>;
}
