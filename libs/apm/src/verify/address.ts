import { Setback } from './setback.ts';

/** An address with the environment variable that it comes from, which is what messages name. */
export interface Address {
  readonly url: URL;
  readonly variable: string;
}

/** @throws {Setback} misconfigured, when `text` is no http or https address; does not quote it: it may hold a key */
export function httpAddress(text: string, variable: string): Address {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return { url, variable };
  const what = text === '' ? `${variable} is not set` : `${variable} is no http or https address`;
  throw new Setback('misconfigured', what, `set ${variable} to an address like https://host/path`);
}

/** `base` with `path` after its own one. */
export function below({ url, variable }: Address, path: string): Address {
  const extended = new URL(url);
  extended.pathname = url.pathname.replace(/\/$/, '') + path;
  return { url: extended, variable };
}
