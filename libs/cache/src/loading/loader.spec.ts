import { createManualClock } from '../testing/manual-clock.ts';
import { callLoader, type Loader } from './loader.ts';

function call(loader: Loader<string>, controller = new AbortController()) {
  const clock = createManualClock();
  const told: string[] = [];
  const loaded = callLoader({
    loader,
    stale: 'stale',
    controller,
    hardTimeoutMs: 100,
    clock,
    onTags: (tags) => void told.push(...tags),
  });
  return { loaded, clock, controller, told };
}

describe('the call of a loader', () => {
  it('tells what it brought, how long it took, and the tags that it found', async () => {
    const end = Promise.withResolvers<string>();
    const { loaded, clock, told } = call(({ tag, setTtl }) => {
      tag('a', 'b');
      tag('a');
      setTtl(5);
      return end.promise;
    });
    expect(told).toEqual(['a', 'b', 'a']);
    clock.advance(30);
    end.resolve('value');
    expect(await loaded).toEqual({ value: 'value', tookMs: 30, tags: ['a', 'b'], ttlMs: 5 });
    expect(clock.pending).toBe(0);
  });

  it.each<[string, Loader<string>]>([
    ['rejects', () => Promise.reject(new Error('broken'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
  ])('rejects with what it %s, and leaves no timer', async (_, loader) => {
    const { loaded, clock } = call(loader);
    await expect(loaded).rejects.toThrow('broken');
    expect(clock.pending).toBe(0);
  });

  it('rejects when it takes too long, and aborts its signal', async () => {
    const { loaded, clock, controller } = call(() => new Promise(() => undefined));
    clock.advance(99);
    expect(controller.signal.aborted).toBe(false);
    clock.advance(1);
    await expect(loaded).rejects.toMatchObject({ code: 'CACHE_LOAD_TIMEOUT' });
    expect(controller.signal.reason).toMatchObject({ code: 'CACHE_LOAD_TIMEOUT' });
  });

  it('rejects at once when it is aborted, whatever the loader does', async () => {
    const { loaded, clock, controller } = call(() => new Promise(() => undefined));
    controller.abort(new Error('nobody waits'));
    await expect(loaded).rejects.toThrow('nobody waits');
    expect(clock.pending).toBe(0);
  });

  it('is not made when it was aborted before', async () => {
    const controller = new AbortController();
    controller.abort(new Error('nobody waits'));
    const loader = jest.fn(() => 'value');
    await expect(call(loader, controller).loaded).rejects.toThrow('nobody waits');
    expect(loader).not.toHaveBeenCalled();
  });

  it('gives the loader what is stale', async () => {
    expect(await call(({ stale }) => `${stale} again`).loaded).toMatchObject({
      value: 'stale again',
    });
  });
});
