import { join } from 'node:path';
import type { Claim } from '@unite/gate';

import { shippedBytes } from './size.ts';

function size(id: string, specifier: string, maxBytes: number, text: string): Claim {
  return {
    id,
    phase: '7.2',
    text,
    target: { op: '<=', value: maxBytes },
    unit: 'bytes',
    measure: async () => ({
      value: await shippedBytes(specifier, join(process.cwd(), 'libs/problem-details')),
      note: 'all exports of the built package, esbuild --minify, gzip -9',
    }),
  };
}

/** What an application pays for in bytes. */
export const claims: readonly Claim[] = [
  size('core-size', '@unite/problem-details', 3000, 'the core is at most 3 kB'),
  size('client-size', '@unite/problem-details/client', 1500, 'the client is at most 1.5 kB'),
];
