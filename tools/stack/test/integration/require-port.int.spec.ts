import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, isFreePort } from '../../src/network/free-port.ts';
import { requirePort } from '../../src/network/require-port.ts';

describe('a port that is wanted', () => {
  it('is accepted when it is free', async () => {
    const port = await freePort();
    await expect(requirePort(port, 'UNITE_API_PORT')).resolves.toBeUndefined();
  });

  it('is refused with who holds it and the variable to set when it is taken', async () => {
    const server = createServer();
    const port = await freePort();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    const error: unknown = await requirePort(port, 'UNITE_API_PORT').catch(
      (reason: unknown) => reason,
    );
    server.close();
    expect(error).toMatchObject({ code: 'STACK_PORT_TAKEN' });
    expect(String(error)).toContain(`Port ${port} is taken`);
    expect(String(error)).toContain(`UNITE_API_PORT=${port + 1000}`);
    if (process.platform === 'linux') expect(String(error)).toContain(`process ${process.pid}`);
  });
});

describe('a free port', () => {
  it('is another one when the first candidate is taken', async () => {
    const server = createServer();
    const taken = await freePort();
    await once(server.listen(taken, '127.0.0.1'), 'listening');
    const candidates = [taken, taken, await freePort()];
    const last = candidates[2];
    expect(await freePort(() => candidates.shift() ?? 0)).toBe(last);
    server.close();
    await once(server, 'close');
    expect(await isFreePort(taken)).toBe(true);
  });

  it('is given up on after a hundred taken candidates', async () => {
    const server = createServer();
    const taken = await freePort();
    await once(server.listen(taken, '127.0.0.1'), 'listening');
    await expect(freePort(() => taken)).rejects.toMatchObject({ code: 'STACK_TIMEOUT' });
    server.close();
  });
});
