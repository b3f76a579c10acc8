/** @jest-environment node */
import { notePeer, peerAddress } from './peer-address.ts';

function noted(headers: Record<string, string>, remoteAddress?: string) {
  notePeer({ request: { headers }, socket: { remoteAddress } });
  return peerAddress(new Headers(headers));
}

describe('the address of a peer', () => {
  it('is the one of the connection', () => {
    expect(noted({}, '127.0.0.1')).toBe('127.0.0.1');
  });

  it('is not what a client says', () => {
    expect(noted({ 'x-unite-peer': '127.0.0.1' }, '10.0.0.1')).toBe('10.0.0.1');
  });

  it.each(['x-forwarded-for', 'forwarded', 'via'])('is unknown behind a proxy (%s)', (name) => {
    expect(noted({ [name]: '127.0.0.1', 'x-unite-peer': '127.0.0.1' }, '127.0.0.1')).toBe(
      undefined,
    );
  });

  it('is unknown when the connection has ended', () => {
    expect(noted({ 'x-unite-peer': '127.0.0.1' }, undefined)).toBe(undefined);
  });
});
