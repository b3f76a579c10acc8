import { createManualClock } from '../../test/errors/manual-clock.ts';
import { createMemoryDisk } from '../../test/errors/memory-disk.ts';
import { createSpool, type SpoolEntry, type SpoolOptions } from './spool.ts';

const clock = createManualClock();

function start(options: Partial<SpoolOptions> = {}, disk = createMemoryDisk(clock.now)) {
  disk.files.makeFolder('/spool');
  const evicted: SpoolEntry[] = [];
  const spool = createSpool({
    files: disk.files,
    folder: '/spool',
    maxBytes: 1_000_000,
    owner: { pid: 1, startedAt: '1', machine: '0123abcd' },
    livenessOf: () => 'dead',
    onEvicted: (entries) => void evicted.push(...entries),
    ...options,
  });
  return { spool, disk, evicted };
}

const next = { owner: { pid: 2, startedAt: '2', machine: '0123abcd' } };
const event = (text: string, length = 100) => Buffer.from(text.padEnd(length, '.'));
const textsOf = (spool: ReturnType<typeof createSpool>, entries: readonly SpoolEntry[]) =>
  entries.map((entry) => spool.read(entry)?.toString().replace(/\.+$/, ''));

describe('a spool', () => {
  it('gives back what it was given', () => {
    const { spool } = start();
    const entries = ['a', 'b'].map((text) => spool.append(event(text), 1));
    expect(textsOf(spool, entries)).toEqual(['a', 'b']);
  });

  it('keeps nothing of what is finished', () => {
    const { spool, disk } = start();
    const entries = Array.from({ length: 20 }, () => spool.append(event('a', 30_000), 1));
    entries.forEach((entry) => spool.finish(entry));
    expect(spool.bytes).toBeLessThan(130_000);
    spool.close();
    expect([...disk.contents().keys()]).toEqual([]);
  });

  it('lets the oldest give way when it is full', () => {
    const { spool, evicted } = start({ maxBytes: 1000 });
    const entries = Array.from({ length: 20 }, (_, n) => spool.append(event(`${n}`), n));
    expect(spool.bytes).toBeLessThanOrEqual(1000);
    expect(evicted.map(({ createdMs }) => createdMs)).toEqual(
      Array.from({ length: evicted.length }, (_, n) => n),
    );
    expect(evicted.length).toBeGreaterThan(10);
    expect(textsOf(spool, entries.slice(-3))).toEqual(['17', '18', '19']);
  });

  it('says that an event is no longer what was written', () => {
    const { spool, disk } = start();
    const entry = spool.append(event('a'), 1);
    const [path = ''] = disk.contents().keys();
    disk.damage(path, (bytes) => bytes.fill(0, 40, 50));
    expect(spool.read(entry)).toBeUndefined();
  });
});

describe('the next process', () => {
  it('takes over what a dead one left, oldest first, but not what had arrived', async () => {
    const { spool, disk } = start();
    const entries = ['a', 'b', 'c'].map((text, n) => spool.append(event(text), n));
    if (entries[1] !== undefined) spool.finish(entries[1]);
    const heir = start(next, disk).spool;
    const found = await heir.adopt();
    expect(found.corrupt).toBe(0);
    expect(textsOf(heir, found.entries)).toEqual(['a', 'c']);
    found.entries.forEach((entry) => heir.finish(entry));
    heir.close();
    expect([...disk.contents().keys()]).toEqual([]);
  });

  it('leaves a living one alone', async () => {
    const { spool, disk } = start();
    spool.append(event('a'), 1);
    const heir = start({ ...next, livenessOf: () => 'alive' }, disk).spool;
    expect((await heir.adopt()).entries).toEqual([]);
  });

  it('is the only one that takes a folder', async () => {
    const { spool, disk } = start();
    spool.append(event('a'), 1);
    const isDead = {
      livenessOf: ({ pid }: { pid: number }) => (pid === 1 ? 'dead' : 'alive'),
    } as const;
    const heirs = [2, 3].map(
      (pid) => start({ ...isDead, owner: { ...next.owner, pid } }, disk).spool,
    );
    const found = await Promise.all(heirs.map((heir) => heir.adopt()));
    expect(found.flatMap(({ entries }) => entries)).toHaveLength(1);
  });

  it('keeps the events around a torn or damaged one, and the damaged file for people', async () => {
    const { spool, disk } = start();
    ['a', 'b', 'c'].forEach((text, n) => spool.append(event(text), n));
    const [path = ''] = disk.contents().keys();
    disk.damage(path, (bytes) => {
      bytes.fill(0xff, 124 + 30, 124 + 40);
      return bytes.subarray(0, bytes.length - 5);
    });
    const heir = start(next, disk).spool;
    const found = await heir.adopt();
    expect(textsOf(heir, found.entries)).toEqual(['a']);
    expect(found.corrupt).toBe(1);
    found.entries.forEach((entry) => heir.finish(entry));
    heir.close();
    expect([...disk.contents().keys()]).toEqual([expect.stringMatching(/^\/spool\/quarantine\//)]);
  });

  it('waits for the silence of a process that it cannot ask for', async () => {
    const { spool, disk } = start();
    spool.append(event('a'), 1);
    const heir = start({ ...next, livenessOf: () => 'unknown' }, disk).spool;
    clock.advance(10_000);
    expect((await heir.adopt()).entries).toHaveLength(0);
    spool.heartbeat();
    clock.advance(10_000);
    expect((await heir.adopt()).entries).toHaveLength(0);
    clock.advance(10_000);
    expect((await heir.adopt()).entries).toHaveLength(1);
  });

  it('gets what a process left behind on purpose, at once', async () => {
    const { spool, disk } = start();
    spool.append(event('a'), 1);
    spool.close();
    const heir = start({ ...next, livenessOf: () => 'alive' }, disk).spool;
    expect((await heir.adopt()).entries).toHaveLength(1);
  });
});

describe('a process whose folder was taken', () => {
  it('moves what has not arrived to a new one', async () => {
    const { spool, disk } = start();
    const entries = ['a', 'b'].map((text, n) => spool.append(event(text), n));
    const [path = ''] = disk.contents().keys();
    const folder = path.slice(0, path.lastIndexOf('/'));
    disk.files.rename(folder, '/elsewhere');
    spool.heartbeat();
    expect(textsOf(spool, entries)).toEqual(['a', 'b']);
    expect([...disk.contents().keys()].filter((one) => one.startsWith('/spool/'))).toHaveLength(1);
  });
});
