import { startApiProcess } from '../api-process.ts';
import { residentGrowth } from '../import-load.ts';
import { projectFolder } from './fixture.ts';

/** A service that takes uploads, either as they come or whole. */
const service = (whole: boolean) => `
  require('node:http').createServer(async (request, response) => {
    const kept = [];
    for await (const chunk of request) if (${whole}) kept.push(Buffer.from(chunk));
    // The next upload comes when an idle connection is about to be closed.
    response.setHeader('connection', 'close');
    response.end(String(kept.length));
  }).listen(Number(process.env.UNITE_API_PORT), '127.0.0.1');`;

async function growthOf(whole: boolean): Promise<number> {
  const server = await startApiProcess({
    cwd: projectFolder,
    args: ['-e', service(whole)],
    env: {},
  });
  try {
    const upload = (body: Buffer) => fetch(server.url, { method: 'POST', body });
    await upload(Buffer.alloc(2 ** 20, 'x'));
    const large = Buffer.alloc(100 * 2 ** 20, 'x');
    return await residentGrowth(server.pid, async () => {
      await (await upload(large)).text();
    });
  } finally {
    await server.kill();
  }
}

describe('the measurement of memory', () => {
  it('rejects a service that keeps a whole body and accepts one that does not', async () => {
    expect(await growthOf(true)).toBeGreaterThan(64);
    expect(await growthOf(false)).toBeLessThan(64);
  }, 60_000);

  it('fails for a process that is gone', async () => {
    await expect(residentGrowth(2 ** 30, async () => undefined)).rejects.toThrow();
  });
});
