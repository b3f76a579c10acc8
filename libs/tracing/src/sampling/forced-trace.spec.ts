import { createManualClock } from '../../test/manual-clock.ts';
import { createForcedTraces, signForcedTrace } from './forced-trace.ts';

const clock = createManualClock();
const secret = 'a secret of the operators';
const isForced = createForcedTraces({ secrets: ['an older secret of theirs', secret], clock });
const inMs = (ms: number) => signForcedTrace({ secret, expiresAtMs: clock.now() + ms });
const forces = (value: string | string[]) => isForced({ headers: { 'x-unite-trace': value } });

describe('a header that asks for a trace', () => {
  it('is what a shell can write, too', () => {
    // printf 'unite-trace:debug;exp=1700000600' | openssl dgst -sha256 -hmac 'a secret of the operators' -binary |
    //   basenc --base64url
    expect(signForcedTrace({ secret, expiresAtMs: 1_700_000_600_000 })).toBe(
      'debug;exp=1700000600;sig=ZE3-TsrI0JvfTtY718LkbXVU12Y4Ol81wFgs38k2BKI',
    );
  });

  it('works until it expires, with any of the secrets', () => {
    const header = inMs(60_000);
    expect(forces(header)).toBe(true);
    const older = { secret: 'an older secret of theirs', expiresAtMs: clock.now() + 60_000 };
    expect(forces(signForcedTrace(older))).toBe(true);
    clock.advance(61_000);
    expect(forces(header)).toBe(false);
  });

  it.each([
    ['none', ''],
    ['one without a signature', 'debug'],
    ['one signed with another secret', signForcedTrace({ secret: 'x', expiresAtMs: 1.7e12 + 6e5 })],
    ['one whose time was changed', inMs(60_000).replace(/0;/, '1;')],
    ['one that is cut off', inMs(60_000).slice(0, -1)],
    ['one for more than an hour', inMs(2 * 60 * 60_000)],
    ['two of them', [inMs(60_000), inMs(60_000)]],
  ])('does nothing when it is %s', (_, header) => {
    expect(forces(header)).toBe(false);
  });

  it.each([[[]], [['short']], [[secret, '']]])('is not read with the secrets %p', (secrets) => {
    expect(() => createForcedTraces({ secrets })).toThrow(
      expect.objectContaining({ code: 'TRACING_CONFIG_INVALID' }),
    );
  });
});
