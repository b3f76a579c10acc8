import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

import { pause } from './clock.ts';
import { networkFault, TimeoutError } from './network-fault.ts';
import { prepareReadBack } from './read-back.ts';
import type { VerifyResult } from './report.ts';
import { Setback } from './setback.ts';
import { takeSteps, type VerifyContext } from './steps.ts';
import type { DogstatsdTarget } from './targets.ts';

/** How long a refusal is waited for: the only answer that UDP has, and not one to rely on. */
const refusalMs = 100;

/** Sends the gauge `unite.verify.probe` with the tag `probe`, in one datagram. */
export function verifyDogstatsd(
  target: DogstatsdTarget,
  context: VerifyContext,
): Promise<VerifyResult> {
  return takeSteps('dogstatsd', context, async (step) => {
    const readBack = await step('configure', 'configured', () => {
      const { host, port } = target;
      if (host === '' || !(Number.isInteger(port) && port > 0 && port < 65_536))
        throw new Setback(
          'misconfigured',
          host === '' ? 'DD_AGENT_HOST is not set' : 'DD_DOGSTATSD_PORT is no port',
          'give a host, and a port from 1 to 65535',
        );
      return prepareReadBack(target.readBack, { url: 'DOGSTATSD_READ_URL' }, context);
    });
    using socket = openSocket(target, context);
    await step('connect', 'configured', socket.connect);
    await step('send', 'reachable', () =>
      socket.send(`unite.verify.probe:1|g|#probe:${context.probe}`),
    );
    await step('read back', 'seen', readBack);
  });
}

/** A UDP socket that knows one receiver, so that it is told of refusals. */
function openSocket({ host, port }: DogstatsdTarget, { clock, timeoutMs }: VerifyContext) {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined); // whoever is in a step is told
  socket.on('error', fail);
  const address = { url: { host: `${host}:${port}` }, variable: 'DD_AGENT_HOST' };

  const unlessFailed = async (work: Promise<void>): Promise<void> => {
    const timer = clock.setTimer(() => fail(new TimeoutError()), timeoutMs);
    try {
      await Promise.race([work, failed]);
    } catch (error) {
      throw networkFault(error, address, timeoutMs);
    } finally {
      timer.cancel();
    }
  };
  return {
    /** Resolves the host's name; nothing is sent. */
    connect: () =>
      unlessFailed(
        new Promise((resolve) => {
          socket.once('connect', resolve).connect(port, host);
        }),
      ),
    send(line: string) {
      socket.send(line);
      return unlessFailed(pause(clock, refusalMs));
    },
    [Symbol.dispose]() {
      socket.close();
    },
  };
}
