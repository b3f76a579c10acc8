import type { ReceiverFault } from './receiver-fault.ts';

/** Something that arrived and was not accepted. */
export interface Refusal {
  /** Epoch milliseconds of its arrival. */
  readonly atMs: number;
  /** HTTP status that it was answered with; 0 where the protocol has no answers (UDP). */
  readonly status: number;
  /** Why, in words. */
  readonly reason: string;
  /** The first 200 characters of what arrived. */
  readonly excerpt: string;
}

/** A stand-in for a telemetry backend on loopback: records what arrives and fails on demand. */
export interface Receiver<Item, Fault = ReceiverFault> extends AsyncDisposable {
  /** Where telemetry is sent to. */
  readonly url: string;
  readonly port: number;
  /**
   * Where other processes ask and steer, whatever the fault is: `GET /_received` (with `?find=text`
   * only what contains the text), `POST /_fault` with the fault as JSON, `POST /_clear`.
   */
  readonly controlUrl: string;
  /** Everything that was accepted, oldest first; a live list. */
  readonly received: readonly Item[];
  /** Everything that was refused, oldest first; a live list. */
  readonly refused: readonly Refusal[];
  /** Forgets everything that was recorded. */
  clear(): void;
  /**
   * Settles when `found` says so; it is asked at once and after everything that is recorded.
   * @throws {StackError} STACK_TIMEOUT after `timeoutMs` milliseconds
   */
  waitFor(found: (items: readonly Item[]) => boolean, timeoutMs: number): Promise<void>;
  /** Changes the fault for what comes from now on; settles when it is in force. */
  fault(mode: Fault): Promise<void>;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}
