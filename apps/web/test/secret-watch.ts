import type { BrowserContext, Response } from 'playwright-core';

/** Watches that no API key reaches the browser. */
export interface SecretWatch {
  /** Places where something like an API key was seen: response bodies, headers, cookies, storage. */
  leaks(): Promise<readonly string[]>;
}

/** The shape of an API key: prefix and at least 96 of its 256 random bits in base64url. */
const apiKey = /uk_[A-Za-z0-9_-]{16,}/;

/** Reads every response of every page of `context` from now on, and on demand its cookies and storage. */
export function watchSecrets(context: BrowserContext): SecretWatch {
  const found: string[] = [];
  const readings: Promise<void>[] = [];

  const read = async (response: Response): Promise<void> => {
    const headers = await response.allHeaders();
    if (apiKey.test(JSON.stringify(headers))) found.push(`headers of ${response.url()}`);
    const body = await response.text();
    if (apiKey.test(body)) found.push(`body of ${response.url()}`);
  };
  // Finished ones only: the body of an answer that the page does not read to its end would never come.
  context.on('requestfinished', (request) => {
    const reading = request.response().then((response) => (response ? read(response) : undefined));
    // Redirects and responses of a page that was left have no body any more: not a leak.
    readings.push(reading.catch(() => undefined));
  });

  return {
    async leaks() {
      await Promise.allSettled(readings);
      const state = await context.storageState();
      return apiKey.test(JSON.stringify(state)) ? [...found, 'cookies or storage'] : [...found];
    },
  };
}
