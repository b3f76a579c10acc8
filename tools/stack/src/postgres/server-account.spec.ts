import { isReachable, pickAccount } from './server-account.ts';

const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'postgres:x:101:104::/var/lib/postgresql:/bin/bash',
].join('\n');

describe('the account that servers run as', () => {
  it('is postgres where there is one, wherever it is listed', () => {
    expect(pickAccount(passwd)).toEqual({ name: 'postgres', uid: 101, gid: 104 });
  });

  it('is nobody where there is no postgres', () => {
    expect(pickAccount(passwd.replace('postgres:', 'web:'))).toMatchObject({
      name: 'nobody',
      uid: 65534,
    });
  });

  it('is missing where root is all there is, which is an error that says what to do', () => {
    expect(() => pickAccount('root:x:0:0:root:/root:/bin/bash')).toThrow(
      /create the account postgres/,
    );
  });

  it('reaches everything when it is our own', () => {
    expect(isReachable('/no/such/folder', null)).toBe(true);
  });
});
