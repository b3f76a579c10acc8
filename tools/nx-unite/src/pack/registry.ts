import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { runServer } from 'verdaccio';
import type { Tarball } from './tarball.ts';

/** An npm registry on the loopback interface that knows only what is published to it. */
export interface Registry {
  /** With the random port that it listens on, without a slash at the end. */
  readonly url: string;
  /** @throws when the registry refuses the package. */
  publish(tarball: Tarball, manifest: object): Promise<void>;
  close(): Promise<void>;
}

/** Starts a registry that keeps its packages in `folder`, without uplinks, accounts or a web page. */
export async function startRegistry(folder: string): Promise<Registry> {
  const everybody = '$anonymous';
  const server = (await runServer({
    self_path: join(folder, 'verdaccio.yaml'),
    configPath: join(folder, 'verdaccio.yaml'),
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: {},
    packages: { '**': { access: everybody, publish: everybody, unpublish: everybody } },
    web: { enable: false },
    max_body_size: '100mb',
    log: { type: 'stdout', format: 'json', level: 'fatal' },
  })) as Server; // its types leave the return value open
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listens on a port, not on a pipe
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    publish: (tarball, manifest) => publish(url, tarball, manifest),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends what `npm publish` would send, without starting npm for each of many packages. */
async function publish(url: string, tarball: Tarball, manifest: object): Promise<void> {
  const { name, version, path } = tarball;
  const data = readFileSync(path);
  const file = `${name}-${version}.tgz`;
  const location = `${url}/${name}/-/${basename(file)}`;
  const response = await fetch(`${url}/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      _id: name,
      name,
      'dist-tags': { latest: version },
      versions: {
        [version]: {
          ...manifest,
          _id: `${name}@${version}`,
          dist: {
            tarball: location,
            shasum: createHash('sha1').update(data).digest('hex'),
            integrity: `sha512-${createHash('sha512').update(data).digest('base64')}`,
          },
        },
      },
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: data.toString('base64'),
          length: data.length,
        },
      },
    }),
  });
  if (!response.ok) {
    throw new Error(`${name}@${version} was not published: ${await response.text()}`);
  }
}
