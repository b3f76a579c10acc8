import { join } from 'node:path';
import type { NextConfig } from 'next';

// Next runs with the project as its working directory, at build and at start.
const workspaceRoot = join(process.cwd(), '../..');

/** Headers that do not change from request to request; the content security policy is set in `src/proxy.ts`. */
const fixedHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
  },
  // Browsers heed this over HTTPS only, so a local server on plain HTTP is not affected.
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains; preload' },
];

const config: NextConfig = {
  poweredByHeader: false,
  typescript: { tsconfigPath: 'tsconfig.next.json' },
  // Compiled components weigh 9 KB (gzip) more on the contacts page, so only those that render often
  // are compiled: they say 'use memo'.
  reactCompiler: { compilationMode: 'annotation' },
  outputFileTracingRoot: workspaceRoot,
  turbopack: { root: workspaceRoot },
  headers: () => Promise.resolve([{ source: '/:path*', headers: fixedHeaders }]),
};

export default config;
