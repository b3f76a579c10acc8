import { parseVersion } from './postgres-binaries.ts';

describe('the answer of postgres --version', () => {
  it('tells the version', () => {
    expect(parseVersion('postgres (PostgreSQL) 18.4\n')).toBe('18.4');
    expect(parseVersion('postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n')).toBe('15.18');
  });

  it('is unknown when it is something else', () => {
    expect(parseVersion('')).toBe('unknown');
  });
});
