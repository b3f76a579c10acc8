/** @jest-environment node */
import { installTrustedTypesPolicy } from './trusted-types-policy.ts';

interface Rules {
  createScriptURL(url: string): string;
  createHTML(html: string): string;
}

function install(): { name: string; rules: Rules } {
  const made: { name: string; rules: Rules }[] = [];
  installTrustedTypesPolicy({
    location: { href: 'https://app.test/w/1', origin: 'https://app.test' },
    trustedTypes: { createPolicy: (name, rules) => made.push({ name, rules }) },
  });
  const [policy] = made;
  if (policy === undefined) throw new Error('no policy was made');
  return policy;
}

describe('the Trusted Types policy', () => {
  it('is the default one', () => {
    expect(install().name).toBe('default');
  });

  it('lets the scripts of the build through', () => {
    const { rules } = install();
    expect(rules.createScriptURL('/_next/static/chunks/a.js')).toBe('/_next/static/chunks/a.js');
  });

  it.each(['https://evil.test/_next/static/a.js', '/api/w/1/a.js', 'data:text/javascript,1'])(
    'blocks %s',
    (url) => {
      expect(() => install().rules.createScriptURL(url)).toThrow(TypeError);
    },
  );

  it('lets only the empty script element through as markup', () => {
    const { rules } = install();
    expect(rules.createHTML('<script></script>')).toBe('<script></script>');
    expect(() => rules.createHTML('<img src=x onerror=alert(1)>')).toThrow(TypeError);
  });

  it('does nothing in a browser without Trusted Types', () => {
    expect(() =>
      installTrustedTypesPolicy({ location: { href: 'https://a.test', origin: 'https://a.test' } }),
    ).not.toThrow();
  });
});
