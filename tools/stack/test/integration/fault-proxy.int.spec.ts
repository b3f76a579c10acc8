import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { isFreePort } from '../../src/network/free-port.ts';
import { startFaultProxy, type FaultProxy } from '../../src/network/fault-proxy.ts';
import { waitUntil } from '../../src/process/wait-until.ts';

describe('a fault proxy in front of an echo server', () => {
  let target: Server;
  let proxy: FaultProxy;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    target = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
    await once(target.listen(0, '127.0.0.1'), 'listening');
    proxy = await startFaultProxy({ target: { port: (target.address() as AddressInfo).port } });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await proxy.close();
    target.close();
  });

  // Connects and collects what comes back.
  async function dial(): Promise<{
    socket: Socket;
    received: () => string;
    error: () => string | undefined;
  }> {
    const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8');
    sockets.push(socket);
    let received = '';
    let error: NodeJS.ErrnoException | undefined;
    socket
      .on('data', (chunk: string) => (received += chunk))
      .on('error', (reason) => (error = reason));
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
    return { socket, received: () => received, error: () => error?.code };
  }
  const untilReceived = (connection: { received: () => string }, expected: string) =>
    waitUntil(`"${expected}" arrives`, () => connection.received() === expected);

  it('relays bytes both ways and counts them', async () => {
    const connection = await dial();
    connection.socket.write('hello');
    await untilReceived(connection, 'hello');
    expect(proxy.stats()).toEqual({ accepted: 1, open: 1, bytesToTarget: 5, bytesFromTarget: 5 });
  });

  it('passes the end of a connection on after the last byte', async () => {
    const connection = await dial();
    connection.socket.end('bye');
    await once(connection.socket, 'close');
    expect(connection.received()).toBe('bye');
    await waitUntil('the proxy forgets it', () => proxy.stats().open === 0);
  });

  it('relays more than it may buffer', async () => {
    const connection = await dial();
    const size = 5 << 20;
    connection.socket.write('x'.repeat(size));
    await waitUntil('everything is back', () => connection.received().length === size);
  });

  it('holds chunks back by the delay and keeps their order when it gets shorter', async () => {
    const connection = await dial();
    const startMs = performance.now();
    await proxy.set('delay', 60);
    connection.socket.write('first,');
    await waitUntil('it reached the proxy', () => proxy.stats().bytesToTarget === 6);
    await proxy.set('delay', 1);
    connection.socket.write('second');
    await untilReceived(connection, 'first,second');
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(60);
  });

  it('lets nothing through while it is a black hole and delivers all of it afterwards', async () => {
    const connection = await dial();
    await proxy.set('blackhole');
    connection.socket.write('held');
    const late = await dial();
    late.socket.write('late');
    expect(proxy.mode).toBe('blackhole');
    const probe = await startFaultProxy({
      target: { port: (target.address() as AddressInfo).port },
    });
    const other = connect(probe.port, '127.0.0.1').setEncoding('utf8');
    other.write('through');
    await once(other, 'data'); // by now an open way would have delivered the others too
    other.destroy();
    await probe.close();
    expect([connection.received(), late.received()]).toEqual(['', '']);
    await proxy.set('pass');
    await untilReceived(connection, 'held');
    await untilReceived(late, 'late');
  });

  it('resets established connections at once and each new one', async () => {
    const connection = await dial();
    await proxy.set('reset');
    await waitUntil('it is reset', () => connection.error() === 'ECONNRESET');
    const next = await dial();
    await waitUntil('the new one is reset', () => next.error() === 'ECONNRESET');
  });

  it('refuses new connections while established ones go on, and listens again afterwards', async () => {
    const connection = await dial();
    await proxy.set('refuse');
    expect((await dial()).error()).toBe('ECONNREFUSED');
    connection.socket.write('still here');
    await untilReceived(connection, 'still here');
    await proxy.set('pass');
    expect((await dial()).error()).toBeUndefined();
  });

  it('resets the client when the target cannot be reached', async () => {
    target.close();
    await once(target, 'close');
    const connection = await dial();
    await waitUntil('it is reset', () => connection.error() === 'ECONNRESET');
  });

  it('puts its own port into an address', () => {
    expect(proxy.through('postgresql://user:pw@127.0.0.1:5432/db?a=b')).toBe(
      `postgresql://user:pw@127.0.0.1:${proxy.port}/db?a=b`,
    );
  });

  it('frees its port when it is closed', async () => {
    await dial();
    await proxy.close();
    expect(await isFreePort(proxy.port)).toBe(true);
  });
});
