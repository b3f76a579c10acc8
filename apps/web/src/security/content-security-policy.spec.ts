/** @jest-environment node */
import { contentSecurityPolicy } from './content-security-policy.ts';

describe('the content security policy', () => {
  const csp = contentSecurityPolicy('abc');

  it('lets only scripts and styles with the nonce of the document through', () => {
    expect(csp).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'");
    expect(csp).toContain("style-src 'self' 'nonce-abc'");
    expect(csp).not.toContain('unsafe');
    expect(csp).not.toContain('{');
  });

  it.each([
    "style-src-attr 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ])('says %s', (directive) => {
    expect(csp.split('; ')).toContain(directive);
  });
});
