import { type Address, httpAddress } from './address.ts';
import { bearer, httpRequest, isRefusedKey } from './http-request.ts';
import { type Found, poll } from './poll.ts';
import { createProbe } from './probe.ts';
import { Setback } from './setback.ts';
import type { VerifyContext } from './steps.ts';
import type { ReadBack } from './targets.ts';

/** The environment variables that a backend is read back by. */
export interface ReadBackVariables {
  readonly url: string;
  readonly token?: string;
}

/**
 * Prepares to ask whether the probe is there; the result asks until it is. Then it asks for an id that was
 * never sent: an address that finds that, too, only repeats the question.
 * @throws {Setback} misconfigured, at once for an address that cannot be used; the result also unconfirmed
 * when there is none
 */
export function prepareReadBack(
  readBack: ReadBack | undefined,
  variables: ReadBackVariables,
  context: VerifyContext,
): () => Promise<void> {
  if (readBack === undefined)
    return () => {
      const todo = `set ${variables.url} to where the probe can be read back`;
      throw new Setback('unconfirmed', 'it was sent, and there is no way to read it back', todo);
    };
  if (readBack.url !== '' && !readBack.url.includes('{probe}'))
    throw new Setback(
      'misconfigured',
      `${variables.url} does not say where the probe's id belongs`,
      `write {probe} into ${variables.url} there`,
    );
  const addressOf = (probe: string): Address =>
    httpAddress(readBack.url.replaceAll('{probe}', probe), variables.url);
  addressOf(context.probe); // wrong addresses are told before anything is sent
  const keyVariable = variables.token ?? variables.url;

  const isThere = async (probe: string, timeoutMs: number): Promise<Found> => {
    const address = addressOf(probe);
    const headers = bearer(readBack.token);
    const { status, body } = await httpRequest(address, { headers }, { ...context, timeoutMs });
    const answered = `${address.url.host} answers HTTP ${status}`;
    if (isRefusedKey(status))
      throw new Setback(
        'misconfigured',
        `${answered}: the key is refused`,
        `correct ${keyVariable}`,
      );
    if (status >= 300) return { why: answered };
    return body.includes(probe) || { why: `${answered}, without the probe` };
  };
  return async () => {
    const todo = `see whether what it was sent to is what ${variables.url} asks`;
    await poll((timeoutMs) => isThere(context.probe, timeoutMs), context, todo);
    if ((await isThere(createProbe(context.random), context.timeoutMs)) === true)
      throw new Setback(
        'misconfigured',
        `${variables.url} also finds an id that was never sent`,
        `correct ${variables.url}: its answer must not repeat the question`,
      );
  };
}
