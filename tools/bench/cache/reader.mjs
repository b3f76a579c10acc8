// Another process: reads one value until it is another one, and tells when that was, by the clock that all processes
// of a machine share.
import { setImmediate as turn } from 'node:timers/promises';

import { openPeer } from './peers.mjs';

const { peer, options } = JSON.parse(process.env.UNITE_BENCH);
const cache = await openPeer(peer, options);
process.on('message', async ({ id }) => {
  const key = cache.key(id);
  await cache.get(key, async () => 'old');
  // What is told about this fill is not what is waited for.
  for (let n = 0; n < 20; n += 1) await turn();
  process.send('filled');
  for (;;) {
    if ((await cache.get(key, async () => 'new')) !== 'old') break;
    await turn();
  }
  process.send({ changedAt: String(process.hrtime.bigint()) });
});
process.send('ready');
