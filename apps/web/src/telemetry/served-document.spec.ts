/** @jest-environment node */
import { asksForDocument, readServedDocument, servedDocumentHeader } from './served-document.ts';

const asks = (headers: Record<string, string>, method = 'GET') =>
  asksForDocument({ method, headers: new Headers(headers) });

describe('a request for a document', () => {
  it('is known by its destination', () => {
    expect(asks({ 'sec-fetch-dest': 'document' })).toBe(true);
  });

  it.each(['empty', 'script', 'image', 'iframe'])('is not one for %s', (destination) => {
    expect(asks({ 'sec-fetch-dest': destination, accept: 'text/html' })).toBe(false);
  });

  it('is known by what it accepts where the browser tells no destination', () => {
    expect(asks({ accept: 'text/html,application/xhtml+xml' })).toBe(true);
    expect(asks({ accept: '*/*' })).toBe(false);
    expect(asks({})).toBe(false);
  });

  it.each(['HEAD', 'POST'])('is not a %s', (method) => {
    expect(asks({ 'sec-fetch-dest': 'document' }, method)).toBe(false);
  });
});

describe('a document that is being served', () => {
  it('is read as the proxy wrote it', () => {
    const served = { nonce: 'n', pageView: { id: 'a.b.c', route: '/' } };
    const headers = new Headers({ [servedDocumentHeader]: JSON.stringify(served) });
    expect(readServedDocument(headers)).toEqual(served);
    expect(readServedDocument(new Headers())).toBeUndefined();
  });
});
