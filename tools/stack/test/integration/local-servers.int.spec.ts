import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalServers } from '../../src/app/local-servers.ts';

describe('the local servers', () => {
  it('run without Redis where there is none, and say why', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'stack-path-'));
    await using servers = await startLocalServers({ replicas: 0, env: { PATH: empty } });
    rmSync(empty, { recursive: true });
    expect(servers.redis).toBeNull();
    expect(servers.redisMissing?.why).toMatch(/redis-server/);
    expect(servers.postgres.primary.state).toBe('running');
  });

  it('leave none of them behind when one cannot be started', async () => {
    const progress: string[] = [];
    const options = { replicas: 99, onProgress: (text: string) => progress.push(text) };
    await expect(startLocalServers(options)).rejects.toMatchObject({ code: 'STACK_BAD_OPTION' });
    expect(progress.filter((text) => text.includes('PostgreSQL'))).toEqual([]);
  });
});
