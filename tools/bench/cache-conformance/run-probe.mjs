// One probe of one peer. Tells the parent process what it observed; what it does not tell, the parent sees by its end.
import { randomUUID } from 'node:crypto';

import { openPeer } from '../cache/peers.mjs';
import { startFaultProxy } from '../../stack/src/network/fault-proxy.ts';
import { probes, Untelling } from './probes.mjs';

const { probe: name, peer, url } = JSON.parse(process.env.UNITE_PROBE);
const probe = probes.find((one) => one.name === name);
const prefix = `probe-${randomUUID().slice(0, 8)}`;
const target = { port: Number(new URL(url).port) };

const answer = async (result) => {
  await new Promise((resolve) => process.send(result, resolve));
  // What a peer still holds open is not what is asked.
  process.exit(0);
};

if (probe.lacking?.includes(peer)) await answer({ verdict: '-' });
try {
  const observed = await probe.run({
    url,
    id: (word) => `${prefix}-${word}`,
    startProxy: () => startFaultProxy({ target }),
    async open(options = {}) {
      const cache = await openPeer(peer, { url, name: prefix, ...options });
      // Connections are made and code is compiled: neither is what is asked.
      await cache.get(cache.key(`${prefix}-warm-up`), async () => 'value');
      await cache.delete(cache.key(`${prefix}-warm-up`));
      return cache;
    },
  });
  await answer({ verdict: observed.isRight ? 'yes' : 'no', seen: observed.seen });
} catch (error) {
  const verdict = error instanceof Untelling ? '?' : 'no';
  await answer({ verdict, seen: `${error?.name}: ${error?.message}` });
}
