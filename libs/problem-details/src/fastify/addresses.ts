/** Knows which methods each address of a server answers. */
export interface Addresses {
  add(url: string, methods: readonly string[]): void;
  /** The methods that `path` answers, sorted; empty if it is no address. */
  methods(path: string): readonly string[];
}

interface Address {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Remembers routes in Fastify's notation. Routes with a wildcard are not remembered: `OPTIONS *` would
 * make every unknown path an address.
 */
export function createAddresses(): Addresses {
  const known = new Map<string, Address>();
  return {
    add(url, methods) {
      if (url.includes('*')) return;
      const address = known.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      for (const method of methods) address.methods.add(method);
      known.set(url, address);
    },
    methods(path) {
      const found = [...known.values()].filter(({ pattern }) => pattern.test(path));
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].toSorted();
    },
  };
}

/** A parameter is one or more characters up to the next slash; its own expression is not run again. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    // `::` is an escaped colon.
    if (!/(^|[^:]):\w/.test(segment)) return `/${literal(segment.replaceAll('::', ':'))}`;
    return segment.endsWith('?') ? '(?:/[^/]+)?' : '/[^/]+';
  });
  return new RegExp(`^${segments.join('').slice(1)}$`);
}

function literal(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
