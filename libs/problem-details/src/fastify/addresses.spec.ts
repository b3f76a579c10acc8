import { createAddresses } from './addresses.ts';

describe('the addresses of a server', () => {
  const addresses = createAddresses();
  addresses.add('/contacts', ['POST', 'GET']);
  addresses.add('/contacts', ['HEAD']);
  addresses.add('/contacts/:id', ['GET']);
  addresses.add('/contacts/new', ['PUT']);
  addresses.add('/files/:name.:ext', ['GET']);
  addresses.add('/v::1/a.b', ['GET']);
  addresses.add('/years/:year?', ['GET']);
  addresses.add('*', ['OPTIONS']);

  it.each([
    ['/contacts', ['GET', 'HEAD', 'POST']],
    ['/contacts/5', ['GET']],
    ['/contacts/new', ['GET', 'PUT']],
    ['/contacts/5/6', []],
    ['/contacts/', []],
    ['/files/a.txt', ['GET']],
    ['/v:1/a.b', ['GET']],
    ['/v:1/axb', []],
    ['/years', ['GET']],
    ['/years/2026', ['GET']],
    ['/anything', []],
  ])('%s answers %j', (path, methods) => {
    expect(addresses.methods(path)).toEqual(methods);
  });
});
