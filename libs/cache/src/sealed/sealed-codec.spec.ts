import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createCache } from '../cache.ts';
import { jsonCodec } from '../codec.ts';
import type { Namespace } from '../namespace.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createSimulatedServer, type SimulatedConnection } from '../testing/simulated-server.ts';
import { createSimulatedTime, type SimulatedTime } from '../testing/simulated-time.ts';
import { sealedCodec, type Seal } from './sealed-codec.ts';

/** AES-256-GCM: 12 bytes of nonce, 16 of tag, then the text. */
function aes(key: Buffer): Seal {
  return {
    seal(text, name) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(sealed, name) {
      const bytes = Buffer.from(sealed, 'base64');
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), {
        authTagLength: 16,
      });
      cipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
    },
  };
}

interface Secret {
  readonly iban: string;
}

const secret: Secret = { iban: 'DE02120300000000202051' };

/** Two processes that share a server, and whatever `tamper` does to payloads that the second one reads. */
function processes(
  seals: readonly [Seal, Seal],
  tamper: (payload: string, key: string) => string = (payload) => payload,
) {
  const time = createSimulatedTime();
  const random = createSeededRandom(1);
  const server = createSimulatedServer({ time, random, delayMs: () => 1 });
  const payloads = new Map<string, string>();
  const open = (seal: Seal) => {
    const clock = time.process();
    const connection = server.connect(clock);
    const shared: SimulatedConnection = {
      ...connection,
      fill(key, token, payload, ttlMs) {
        payloads.set(key, payload);
        return connection.fill(key, token, payload, ttlMs);
      },
      async read(request) {
        const state = await connection.read(request);
        const { payload } = state;
        return payload === undefined ? state : { ...state, payload: tamper(payload, request.key) };
      },
    };
    return createCache({ shared, clock, random }).namespace('accounts', {
      key: '{id}',
      codec: sealedCodec(jsonCodec<Secret>(), seal),
    });
  };
  return { time, payloads, first: open(seals[0]), second: open(seals[1]) };
}

/** Lets the first process load, and then the second: whether that found the value of the first. */
async function isShared({
  time,
  first,
  second,
}: {
  readonly time: SimulatedTime;
  readonly first: Namespace<'{id}', Secret>;
  readonly second: Namespace<'{id}', Secret>;
}): Promise<boolean> {
  const reading = (of: Namespace<'{id}', Secret>) => of.read({ id: 1 }, () => secret);
  await time.run(50); // the stream of invalidations is read
  const before = reading(first);
  await time.run(100);
  expect(await before).toMatchObject({ layer: 'loader', value: secret });
  const after = reading(second);
  await time.run(200);
  const { layer, value } = await after;
  expect(value).toEqual(secret);
  return layer === 'shared';
}

const key = randomBytes(32);
const plain: Seal = { seal: (text) => text, open: (text) => text };

describe('a sealed value', () => {
  it('is read by a process that has the key', async () => {
    expect(await isShared(processes([aes(key), aes(key)]))).toBe(true);
  });

  it('cannot be read in the shared server', async () => {
    const sealed = processes([aes(key), aes(key)]);
    await isShared(sealed);
    expect([...sealed.payloads.values()].join()).not.toContain(secret.iban);
    const open = processes([plain, plain]);
    await isShared(open);
    expect([...open.payloads.values()].join()).toContain(secret.iban);
  });

  it('is loaded again by a process that has another key', async () => {
    const others = processes([aes(key), aes(randomBytes(32))]);
    expect(await isShared(others)).toBe(false);
    expect(others.second.stats().unreadable).toBe(1);
  });

  it('is loaded again when a bit of it was changed', async () => {
    const flip = (payload: string) => {
      const at = payload.length - 8;
      return `${payload.slice(0, at)}${payload[at] === 'A' ? 'B' : 'A'}${payload.slice(at + 1)}`;
    };
    const changed = processes([aes(key), aes(key)], flip);
    expect(await isShared(changed)).toBe(false);
    expect(changed.second.stats().unreadable).toBe(1);
  });

  it('stays as it is in memory', async () => {
    let opened = 0;
    const counting: Seal = { seal: plain.seal, open: (text) => ((opened += 1), text) };
    const { time, first } = processes([counting, plain]);
    await time.run(50); // the stream of invalidations is read
    const loading = first.get({ id: 1 }, () => secret);
    await time.run(100);
    await loading;
    expect(first.peek({ id: 1 })).toEqual(secret);
    expect(opened).toBe(0);
  });
});

describe('a sealed value that was moved under another key', () => {
  /** What another value's name is said to be, wherever the head of a record tells it. */
  const moved = (payload: string) => payload.replace('accounts:2', 'accounts:1');

  async function valueOfMoved(seal: Seal): Promise<Secret> {
    const { time, payloads, first, second } = processes([seal, seal], (payload, name) =>
      name === 'accounts:1' ? moved(payloads.get('accounts:2') ?? payload) : payload,
    );
    await time.run(50); // the stream of invalidations is read
    const filling = Promise.all([
      first.get({ id: 1 }, () => ({ iban: 'of one' })),
      first.get({ id: 2 }, () => ({ iban: 'of two' })),
    ]);
    await time.run(100);
    await filling;
    const reading = second.get({ id: 1 }, () => ({ iban: 'of one, loaded again' }));
    await time.run(200);
    return reading;
  }

  it('does not open', async () => {
    expect(await valueOfMoved(aes(key))).toEqual({ iban: 'of one, loaded again' });
  });

  it('would be served if the seal took no notice of the name', async () => {
    const careless: Seal = {
      seal: (text) => aes(key).seal(text, ''),
      open: (sealed) => aes(key).open(sealed, ''),
    };
    expect(await valueOfMoved(careless)).toEqual({ iban: 'of two' });
  });
});
