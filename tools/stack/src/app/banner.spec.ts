import type { App } from './app.ts';
import { appBanner, serversBanner } from './banner.ts';
import type { LocalServers } from './local-servers.ts';

const missing = { what: 'Redis is not available', why: 'there is none', todo: 'install it' };
const postgres = {
  version: '18.4',
  migrationUrl: 'm',
  replicaUrls: ['r'],
  nodes: [{ role: 'primary', url: 'p' }],
};
const ai = { url: 'http://ai', apiKey: 'key' };
const redis = { url: 'redis://r', version: '7.0.15' };

// Only what a banner reads.
const servers = (part: object) =>
  ({ postgres, ai, redis: null, redisMissing: null, ...part }) as unknown as LocalServers;
const app = (part: object) =>
  ({
    apiUrl: 'http://api',
    webUrl: 'http://web',
    workspace: { name: 'Demo' },
    ...servers(part),
  }) as unknown as App;

describe('the banner of the servers', () => {
  it('shows their addresses', () => {
    const banner = serversBanner(servers({ redis }));
    for (const shown of ['PostgreSQL 18.4', 'Redis 7.0.15', 'redis://r', 'http://ai/v1'])
      expect(banner).toContain(shown);
  });

  it('says what to do about a missing Redis', () => {
    expect(serversBanner(servers({ redisMissing: missing }))).toContain('→ install it');
  });
});

describe('the banner of the app', () => {
  it('shows addresses, and an import that can be pasted', () => {
    const banner = appBanner(app({ redis }));
    expect(banner).toContain('7.0.15');
    expect(banner).toContain('--data-binary @- http://api/api/contacts/import');
    expect(banner).not.toContain('→');
  });

  it('says that it runs without Redis, and what to do about it', () => {
    const banner = appBanner(app({ redisMissing: missing }));
    expect(banner).toContain('memory alone');
    expect(banner).toContain('→ install it');
  });
});
